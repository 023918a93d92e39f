// The runtime contract for the docker adapter, over a fake engine whose containers are plain processes.

#include "engine.hpp"
#include "engine_answers.hpp"
#include "shielded.hpp"

#include <wasmbench/adapters/docker.hpp>
#include <wasmbench/testing/runtime_contract.hpp>
#include <wasmbench/testing/scratch_folder.hpp>

#include <nlohmann/json.hpp>

#include <catch2/catch_test_macros.hpp>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <support/target_workload.hpp>

using namespace wasmbench;

namespace {

// The program fake_docker.cpp, while the object lives. As an engine is, it is no child of ours: the contract takes
// what descends from this process for the instance's.
class FakeDocker {
public:
    FakeDocker() {
        int to[2], from[2];
        REQUIRE(::pipe2(to, O_CLOEXEC) == 0);
        REQUIRE(::pipe2(from, O_CLOEXEC) == 0);
#ifdef PR_SET_CHILD_SUBREAPER
        ::prctl(PR_SET_CHILD_SUBREAPER, 0); // an earlier launcher's; the next one sets it again
#endif
        int const between = ::fork();
        if (between == 0) {
            if (::fork() != 0) ::_exit(0);
            ::dup2(to[0], 0);
            ::dup2(from[1], 1);
            ::execl(WASMBENCH_FAKE_DOCKER, WASMBENCH_FAKE_DOCKER, folder_.path().c_str(), nullptr);
            ::_exit(127);
        }
        ::waitpid(between, nullptr, 0);
        ::close(to[0]);
        ::close(from[1]);
        input_ = to[1];
        output_ = from[0];
        char ready[6] = {};
        REQUIRE(::read(output_, ready, 6) == 6); // "ready\n"
    }
    ~FakeDocker() {
        ::close(input_); // the end of its input ends it
        char c = 0;
        while (::read(output_, &c, 1) > 0) {} // until it has ended
        ::close(output_);
    }
    FakeDocker(FakeDocker const&) = delete;
    FakeDocker& operator=(FakeDocker const&) = delete;

    std::string address() const { return "unix://" + (folder_.path() / "s").string(); }

    // How many containers and images it has.
    std::size_t objects() const {
        using namespace adapters::docker;
        EngineClient const client(parse_engine_address(address(), false).value());
        std::size_t n = 0;
        for (auto const& request :
            {list_containers_request("/v1.41", "wasmbench", "1"), list_images_request("/v1.41", "wasmbench", "1")}) {
            auto answer = run_blocking(client.call(request, std::chrono::seconds(10)), std::chrono::seconds(10));
            n += parse_list(answer.value().value().body).value().size();
        }
        return n;
    }

private:
    testing::ScratchFolder folder_;
    int input_ = -1;
    int output_ = -1;
};

std::string broken(Options options, std::string only = {}) {
    FakeDocker const engine;
    tests::TargetWorkloads target;
    for (auto* w : {&target.service, &target.never_listens, &target.never_answers, &target.wrong_answer,
             &target.dies_early, &target.ignores_term, &target.program, &target.failing_program,
             &target.hanging_program, &target.missing})
        w->artifacts["native-static"] = w->artifacts["native"];
    auto subject = target.subject([&] {
        adapters::DockerConfig config;
        config.host = engine.address();
        return adapters::make_docker(std::move(config));
    });
    // What a container consists of ends with its first process: the kernel's doing, which no fake can show, and
    // those checks look at descendants of this process.
    subject.forks = nullptr;
    subject.options = std::move(options);
    subject.only = std::move(only);
    auto const results = testing::runtime_contract(subject);
    CHECK_FALSE(results.empty());
    for (auto const& r : results)
        // It does not claim own-network.
        if (r.name.find("grandchildren") == std::string::npos && r.name.find("own network") == std::string::npos)
            CHECK(r.verdict != testing::ContractResult::Verdict::not_applicable);
    CHECK(engine.objects() == 0);
    return testing::failures(results);
}

} // namespace

TEST_CASE("the docker adapter keeps the runtime contract, with the image present") {
    CHECK(broken({}) == "");
}

TEST_CASE("and with the image built in the start") {
    CHECK(broken({{"image", "built"}}, "start: ") == "");
    CHECK(broken({{"image", "built"}}, "cancel: ") == "");
    CHECK(broken({{"image", "built"}}, "leaks: ") == "");
}

TEST_CASE("and in the host's network") {
    CHECK(broken({{"network", "host"}}, "stop: ") == "");
}
