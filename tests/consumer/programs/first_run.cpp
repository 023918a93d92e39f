// A workload of one's own, run once by an adapter.
#include <wasmbench/adapters/native.hpp>
#include <wasmbench/core/core.hpp>

#include <boost/asio/io_context.hpp>

#include <cstdio>

namespace {

/// `echo wasmbench`, which has to print that.
class Echo final : public wasmbench::Workload {
public:
    std::string_view name() const noexcept override { return "echo"; }
    wasmbench::Capabilities needs() const noexcept override { return {wasmbench::Capability::command}; }
    std::optional<std::filesystem::path> artifact(std::string_view target) const override {
        if (target != "native") return std::nullopt;
        return "/bin/echo";
    }
    std::vector<std::string> arguments() const override { return {"wasmbench"}; }
    wasmbench::Request request(std::uint64_t) const override { return {}; }
    bool answers(wasmbench::Request const&, std::string_view output) const override { return output == "wasmbench\n"; }
    std::string expected() const override { return "wasmbench"; }
};

} // namespace

int main() {
    auto const launcher = wasmbench::make_posix_launcher();
    auto const connector = wasmbench::make_tcp_connector();
    auto const clock = wasmbench::make_system_clock();
    boost::asio::io_context io;
    wasmbench::RunContext context{
        io.get_executor(), *launcher, *connector, *clock, std::filesystem::temp_directory_path(), {}, {}, {}};

    Echo const echo;
    auto const runtime = wasmbench::adapters::make_native();
    wasmbench::StartSpec spec;
    spec.workload = &echo;
    int status = 1;
    runtime->async_start(context, spec, [&](wasmbench::error_code ec, wasmbench::InstancePtr instance) {
        if (ec) {
            std::fprintf(stderr, "%s\n", wasmbench::to_line({ec, context.diagnostics}).c_str());
            return;
        }
        auto const took = instance->timeline().between(wasmbench::marks::launch, wasmbench::marks::ready);
        std::printf("echo answered after %.3f ms\n", wasmbench::to_seconds(*took) * 1e3);
        status = 0;
    });
    io.run();
    return status;
}
