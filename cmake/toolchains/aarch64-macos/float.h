/* Stands before zig's float.h. Apple's math.h includes that one for INFINITY and NAN alone (__need_infinity_nan); libc++'s float.h, which
 * wraps it in zig 0.17.1, then counts as included, and whoever includes it later gets none of its macros. This one is not guarded,
 * and gives math.h the two without the wrapper. */
#pragma GCC system_header
#ifdef __need_infinity_nan
#undef INFINITY
#undef NAN
#define INFINITY (__builtin_inff())
#define NAN (__builtin_nanf(""))
#else
#include_next <float.h>
#endif
