// The smallest complete program: one line on standard output. What is measured is everything around it.
#include <cstdio>

int main() {
    bool const written = std::puts("hello from wasmbench") != EOF && std::fflush(stdout) == 0;
    return written ? 0 : 1;
}
