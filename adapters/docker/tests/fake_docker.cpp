// A FakeEngine as a program: its containers are then no children of the test, whose own children the runtime
// contract counts. Serves until its standard input ends.

#include "fake_engine.hpp"

#include <cstdio>

#include <sys/prctl.h>

int main(int argc, char** argv) {
    if (argc != 2) return 64;
#ifdef PR_SET_CHILD_SUBREAPER
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
    wasmbench::adapters::docker::tests::FakeEngine const engine(argv[1]);
    std::puts("ready");
    std::fflush(stdout);
    while (std::getchar() != EOF) {}
    return 0;
}
