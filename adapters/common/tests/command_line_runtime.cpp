#include <wasmbench/adapters/common/command_line_runtime.hpp>
#include <wasmbench/testing/fake_world.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <support/target_workload.hpp>

using namespace wasmbench;
using namespace wasmbench::testing;
using namespace std::chrono_literals;
using tests::TargetWorkload;

namespace {

class Tool final : public adapters::CommandLineRuntime {
public:
    explicit Tool(std::optional<std::filesystem::path> chosen)
        : CommandLineRuntime({"odd-tool", "apt install odd-tool", "version", std::move(chosen)}) {}
    Capabilities capabilities() const noexcept override { return {Capability::http, Capability::command, Capability::store}; }
    RowTraits describe(Workload const&, Options const& options) const override {
        if (!options.empty()) throw Error(errc::invalid_option, {});
        return {};
    }

private:
    std::string_view target(Workload const&) const override { return "native"; }
    std::vector<std::string> arguments(Use const& use) const override {
        return {use.file.string(), std::to_string(use.at.port), use.store};
    }
};

struct World : FakeWorld {
    using FakeWorld::FakeWorld;

    std::unique_ptr<Runtime> tool = std::make_unique<Tool>("/bin/sh");
    TargetWorkload service{TargetWorkload::Kind::service, "serve"};
    TargetWorkload program{TargetWorkload::Kind::program, "print"};

    Outcome<InstancePtr> start(Workload const& workload, Options options = {}) {
        return run<InstancePtr>([&](auto token) {
            tool->async_start(context, StartSpec{&workload, std::move(options), {}, 10s}, std::move(token));
        });
    }
    error_code prepare(Workload const& workload, Options options = {}) {
        return run<Prepared>([&](auto token) {
            tool->async_prepare(context, PrepareSpec{&workload, std::move(options)}, std::move(token));
        }).error;
    }
};

} // namespace

TEST_CASE("a service is told where to listen and where its store is") {
    World w;
    w.context.store = "127.0.0.1:6379";
    w.connector.from(0ms, ServerBehaviour::answers(200, "target answers\n"));
    auto const r = w.start(w.service);
    REQUIRE_FALSE(r.error);
    auto const& c = w.launcher.commands().at(0);
    CHECK(c.program == "/bin/sh");
    CHECK(c.arguments == std::vector<std::string>{w.service.artifacts.at("native").string(), "1", "127.0.0.1:6379"});
    CHECK(c.working_directory == w.context.scratch);
    CHECK(std::get<HttpEndpoint>(r.value->endpoint()).port == 1);
}

TEST_CASE("a program is told neither") {
    World w;
    w.context.store = "127.0.0.1:6379";
    ChildScript script;
    script.prints = {{0ms, "target answers\n"}};
    script.ends_after = 1ms;
    w.launcher.then(script);
    auto const r = w.start(w.program);
    REQUIRE_FALSE(r.error);
    CHECK(w.launcher.commands().at(0).arguments ==
          std::vector<std::string>{w.program.artifacts.at("native").string(), "0", ""});
    CHECK(w.connector.attempts() == 0);
}

TEST_CASE("what cannot be run is refused before anything is launched, by the preparation and by the start") {
    World w;
    TargetWorkload const missing(TargetWorkload::Kind::service, "no-such-mode");
    TargetWorkload const foreign(TargetWorkload::Kind::service, "serve", TargetWorkload::Artifacts{});
    CHECK_FALSE(w.prepare(w.service));
    CHECK(w.prepare(missing) == errc::artifact_missing);
    CHECK(w.start(missing).error == errc::artifact_missing);
    CHECK(w.prepare(foreign) == errc::unsupported);
    CHECK(w.start(foreign).error == errc::unsupported);
    CHECK(w.prepare(w.service, {{"no", "1"}}) == errc::invalid_option);
    CHECK(w.start(w.service, {{"no", "1"}}).error == errc::invalid_option);
    w.tool = std::make_unique<Tool>(std::nullopt);
    CHECK(w.prepare(w.service) == errc::unavailable);
    CHECK(w.start(w.service).error == errc::unavailable);
    CHECK(w.context.diagnostics.remedy == "run apt install odd-tool");
    CHECK(w.launcher.commands().empty());
}

TEST_CASE("its name is the command's, its version is asked for once and in its own words") {
    ScratchFolder folder;
    auto const file = folder.path() / "odd-tool";
    auto write = [&](std::string const& version) {
        std::ofstream(file) << "#!/bin/sh\n[ \"$1\" = version ] && echo v" << version << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    };
    write("1.2");
    Tool const tool(file);
    CHECK(tool.name() == "odd-tool");
    CHECK(tool.availability().version == "1.2");
    write("1.3");
    CHECK(tool.availability().version == "1.2");
    CHECK(Tool(file).availability().version == "1.3");
}
