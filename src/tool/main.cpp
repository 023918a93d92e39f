#include "commands.hpp"
#include "exit_status.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/core/version.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

namespace {

// A reader of standard output must not take a part for the whole because the disk was full.
int with_whole_output(int status) {
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return status;
    fmt::print(stderr, "wasmbench: write to standard output: {}\n", std::strerror(errno));
    return wasmbench::tool::results_not_written;
}

} // namespace

int main(int argc, char** argv) {
    using namespace wasmbench;
    std::signal(SIGPIPE, SIG_IGN); // a server that closes is an error code
    std::signal(SIGXFSZ, SIG_IGN); // and so is a file that reached its limit

    CLI::App app{"Measures native code, containers and WebAssembly runtimes on the same workloads."};
    app.set_version_flag("--version", "wasmbench " + std::string(version));
    app.require_subcommand(0, 1); // CLI11's own message for an unknown one does not name it
    app.footer("Exit status: 0 everything was measured, 1 some trials failed, 2 unusable input, 3 results "
               "could not be "
               "written, 130 interrupted. compare has its own, see its help.");
    tool::Run run;
    tool::add_study_command(app, run);
    tool::add_run_command(app, run);
    tool::add_report_command(app, run);
    tool::add_compare_command(app, run);
    tool::add_export_command(app, run);
    tool::add_load_command(app, run);
    tool::add_doctor_command(app, run);
    tool::add_selfcheck_command(app, run);
    tool::add_clean_command(app, run);
    try {
        app.parse(argc, argv);
        if (run) return with_whole_output(run());
        fmt::print(stderr, "wasmbench: what shall be done? one of study, run, report, compare, export, load, doctor, selfcheck, clean; see "
                           "wasmbench --help\n");
        return tool::unusable_input;
    } catch (CLI::ParseError const& e) {
        if (e.get_exit_code() == 0) return app.exit(e); // --help, --version
        fmt::print(stderr, "wasmbench: {}; see wasmbench --help\n", e.what());
        return tool::unusable_input;
    } catch (Error const& e) {
        fmt::print(stderr, "wasmbench: {}\n", e.what());
        return e.code() == errc::results_io ? tool::results_not_written : tool::unusable_input;
    } catch (std::exception const& e) {
        fmt::print(stderr, "wasmbench: {}{}\n", std::ferror(stdout) ? "write to standard output: " : "", e.what());
        return tool::results_not_written;
    }
}
