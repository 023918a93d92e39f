#include <catch2/catch_session.hpp>

#include <csignal>

// Catch2's own main, except that a broken pipe is an error code and not the end of the program: tests close sockets
// and pipes under the feet of the code they test.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    return Catch::Session().run(argc, argv);
}
