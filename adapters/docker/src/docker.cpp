#include "account_groups.hpp"
#include "cgroup.hpp"
#include "leftovers.hpp"
#include "settings.hpp"
#include "shielded.hpp"
#include "start.hpp"

#include <wasmbench/adapters/common/artifact.hpp>
#include <wasmbench/adapters/common/process_runs.hpp>
#include <wasmbench/adapters/common/program.hpp>
#include <wasmbench/adapters/docker.hpp>
#include <wasmbench/core/coroutine.hpp>
#include <wasmbench/core/owner.hpp>

#include <fstream>
#include <map>
#include <mutex>
#include <random>
#include <sstream>

#include <unistd.h>

namespace wasmbench::adapters {
namespace {

using namespace docker;
namespace fs = std::filesystem;

constexpr auto availability_limit = std::chrono::seconds(5);

// "cpu_hash" -> "cpu-hash": what may stand in the names of images and containers.
std::string plain_name(std::string_view workload) {
    std::string out;
    for (char c : workload) out += (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? c : '-';
    return out;
}

std::string random_word() {
    std::ostringstream text;
    text << std::hex << (std::uint64_t{std::random_device{}()} << 32u | std::random_device{}());
    return text.str();
}

// The reason without the remedy, which an Availability has a field for.
Availability unavailable(Failure failure) {
    auto fix = std::move(failure.diagnostics.remedy);
    failure.diagnostics.remedy.clear();
    failure.diagnostics.command.clear();
    failure.diagnostics.stage.clear();
    return Availability::no("no Docker engine answers: " + to_line(failure), std::move(fix));
}

class Docker final : public Runtime {
public:
    explicit Docker(DockerConfig config)
        : config_(std::move(config)) {}

    std::string_view name() const noexcept override { return "docker"; }
    Capabilities capabilities() const noexcept override {
        return {Capability::http, Capability::command, Capability::cpu_limit, Capability::memory_limit,
            Capability::many_instances, Capability::store};
    }
    Availability availability() const override {
        std::lock_guard lock(mutex_);
        if (!availability_) availability_ = ask();
        return *availability_;
    }
    RowTraits describe(Workload const& workload, Options const& options) const override {
        return traits(read_options(workload, options));
    }

private:
    // An engine and what follows from where it runs.
    struct Known {
        Engine engine;
        bool accounts = false; ///< control groups can be made for it and read and removed by us
    };

    Availability ask() const {
        auto address = engine_address(config_.host, config_.allow_tcp);
        if (!address) return unavailable(address.error());
        auto const limit = std::min<std::chrono::milliseconds>(config_.engine_limit, availability_limit);
        auto engine = run_blocking(ask_engine(*address, limit), 2 * limit);
        if (!engine) return Availability::no(to_string(*address) + " did not answer", std::string(install_advice));
        if (!*engine) return unavailable(engine->error());
        auto available = Availability::yes((*engine)->version);
        auto const gateway = run_blocking(ask_gateway(**engine), 2 * limit);
        available.beside = gateway && *gateway && address->local() ? **gateway : "";
        if (address->local())
            for (auto const* name : {"dockerd", "containerd", "containerd-shim-runc-v2", "runc"})
                if (auto program = find_program(name)) available.files.push_back(*program);
        return available;
    }

    void do_prepare(RunContext& context, PrepareSpec spec, PrepareHandler handler) override {
        complete_with(context, prepare(context, std::move(spec)), std::move(handler));
    }
    void do_start(RunContext& context, StartSpec spec, StartHandler handler) override {
        complete_with(context, start(context, std::move(spec)), std::move(handler));
    }

    asio::awaitable<Result<Known>> meet_engine() {
        auto address = engine_address(config_.host, config_.allow_tcp);
        if (!address) co_return address.error();
        auto engine = co_await ask_engine(*address, config_.engine_limit);
        if (!engine) co_return engine.error();
        bool const first_time = !known_ || known_->engine.client.address() != *address;
        Known known{*engine, false};
        auto const listener = engine->client.listener_pid();
        known.accounts = engine->cgroup_driver == "cgroupfs" && ::geteuid() == 0 && listener &&
                         same_cgroup_namespace(*listener);
        known_ = known;
        if (first_time) {
            auto cleared = co_await remove_leftovers(known.engine);
            if (!cleared) co_return cleared.error();
            if (known.accounts) remove_dead_account_groups(); // after the containers that were in them
        }
        co_return known;
    }

    asio::awaitable<Result<Known>> engine_for_start() {
        auto address = engine_address(config_.host, config_.allow_tcp);
        if (!address) co_return address.error();
        if (known_ && known_->engine.client.address() == *address) co_return *known_;
        co_return co_await meet_engine();
    }

    std::string unique_name(Workload const& workload) {
        return "wasmbench-" + plain_name(workload.name()) + "-" + word_ + "-" + std::to_string(++count_);
    }
    static Labels labels() {
        return {{std::string(label_ours), "1"}, {std::string(label_owner), to_string(this_owner())}};
    }

    // Which image a file makes: the same file again needs no second build.
    static std::string image_key(EngineAddress const& address, fs::path const& program) {
        std::error_code ec;
        // Not every library counts it in a type that std::to_string takes.
        auto const written = std::chrono::duration_cast<std::chrono::nanoseconds>(
            fs::last_write_time(program, ec).time_since_epoch())
                                 .count();
        auto const size = fs::file_size(program, ec);
        return to_string(address) + " " + program.string() + " " + std::to_string(size) + " " +
               std::to_string(written);
    }

    // Whether the engine still has it: somebody may have pruned it, or the engine is another one by now.
    static asio::awaitable<Result<bool>> is_there(Engine const& engine, std::string tag) {
        auto answer = co_await engine.client.call(inspect_image_request(engine.api, tag), engine.limit);
        if (!answer) co_return answer.error();
        co_return answer->ok();
    }

    asio::awaitable<Result<Prepared>> prepare(RunContext& context, PrepareSpec spec) {
        auto const settings = read_options(*spec.workload, spec.options);
        auto program = checked_artifact(*spec.workload, "native-static");
        if (!program) co_return program.error();
        if (settings.via == Via::cli)
            if (auto cli = find_cli(); !cli) co_return cli.error();
        auto known = co_await meet_engine();
        if (!known) co_return known.error();
        Prepared prepared;
        if (settings.image == Image::built) co_return prepared;
        // An engine has no file to name: the image is found again by what it was made of.
        auto& image = images_[image_key(known->engine.client.address(), *program)];
        if (image) {
            auto there = co_await is_there(known->engine, image->tag());
            if (!there) co_return there.error();
            if (!*there) image.reset();
        }
        if (!image) {
            auto const begin = context.clock.now();
            auto fresh = std::make_shared<BuiltImage>(
                known->engine, unique_name(*spec.workload), Duration(config_.removal_limit));
            auto built = co_await shielded(
                build_image(known->engine, fresh->tag(), *program, labels(), Duration(config_.build_limit)));
            if (!built) co_return built.error();
            prepared.steps.emplace_back("build", context.clock.now() - begin);
            image = std::move(fresh);
        }
        co_return prepared;
    }

    Result<fs::path> find_cli() const {
        auto program = config_.cli ? config_.cli : find_program("docker");
        if (program) return *program;
        Diagnostics d;
        d.stage = "find the docker command";
        d.subject = "it is not on PATH";
        d.remedy = "install it with the engine: " + std::string(install_advice);
        return Failure{errc::unavailable, std::move(d)};
    }

    Result<Command> client_command(RunContext const& context, Engine const& engine) const {
        auto program = find_cli();
        if (!program) return program.error();
        Command c;
        c.program = *program;
        c.environment = plain_environment(context.scratch);
        c.environment.push_back("DOCKER_HOST=" + to_string(engine.client.address()));
        c.environment.push_back("DOCKER_BUILDKIT=0"); // the builder that every engine has, as by the API
        c.working_directory = context.scratch;
        c.log_stem = context.log_stem;
        return c;
    }

    static Result<fs::path> write_context(
        RunContext const& context, std::string const& name, fs::path const& program, Labels const& l) {
        auto const folder = context.scratch / name;
        std::error_code ec;
        fs::create_directories(folder, ec);
        if (!ec) fs::copy_file(program, folder / program.filename(), ec);
        std::ofstream file(folder / "Dockerfile");
        file << dockerfile(program.filename().string(), l) << std::flush;
        if (!ec && file.good()) return folder;
        Diagnostics d;
        d.stage = "write the build context";
        d.subject = folder.string();
        d.remedy = "check that the folder can be written and the disk has room";
        return Failure{errc::prepare_failed, std::move(d)};
    }

    asio::awaitable<Result<InstancePtr>> start(RunContext& context, StartSpec spec) {
        ContainerPlan plan;
        plan.settings = read_options(*spec.workload, spec.options);
        auto known = co_await engine_for_start();
        if (!known) co_return known.error();
        auto const& engine = known->engine;
        plan.name = unique_name(*spec.workload);
        plan.labels = labels();
        auto file = checked_artifact(*spec.workload, "native-static");
        if (!file) co_return file.error();
        fs::path program; // to be built from
        std::shared_ptr<BuiltImage> image;
        if (plan.settings.image == Image::built) {
            program = *file;
            plan.image = plan.name; // a name that no image has: nothing of it is in the engine
        } else {
            auto const it = images_.find(image_key(engine.client.address(), *file));
            if (it == images_.end() || !it->second) {
                Diagnostics d;
                d.stage = "start";
                d.subject = label(*spec.workload);
                d.expected = "the image of a prepare step of the same runtime object";
                co_return Failure{errc::artifact_missing, std::move(d)};
            }
            image = it->second;
            plan.image = image->tag();
        }
        HttpEndpoint endpoint;
        if (plan.settings.service) {
            auto found = local_endpoint(context, plan.settings.port);
            if (!found) co_return found.error();
            endpoint = *found;
        }
        plan.port = endpoint.port;
        plan.arguments = program_arguments(*spec.workload, plan.settings, endpoint.port, context.store);
        std::unique_ptr<AccountGroup> account;
        if (known->accounts && !plan.settings.service) {
            plan.cgroup_parent = account_group(word_ + "." + std::to_string(count_));
            account = std::make_unique<AccountGroup>(plan.cgroup_parent);
        }
        std::optional<Command> cli;
        fs::path build_context;
        if (plan.settings.via == Via::cli) {
            auto command = client_command(context, engine);
            if (!command) co_return command.error();
            cli = *command;
            if (!program.empty()) {
                auto folder = write_context(context, plan.name, program, plan.labels);
                if (!folder) co_return folder.error();
                build_context = *folder;
            }
        }
        auto container = std::make_unique<Container>(
            engine, std::move(plan), std::move(program), Duration(config_.removal_limit));
        auto instance = std::make_unique<DockerInstance>(
            context, std::move(account), std::move(image), std::move(container));
        Start s{std::move(instance), spec, endpoint, std::move(cli), build_context};
        auto started = co_await run_start(context, std::move(s));
        std::error_code ignored;
        if (!build_context.empty()) fs::remove_all(build_context, ignored);
        co_return started;
    }

    DockerConfig config_;
    mutable std::mutex mutex_;
    mutable std::optional<Availability> availability_;
    std::optional<Known> known_;
    std::map<std::string, std::shared_ptr<BuiltImage>> images_;
    std::string word_ = random_word(); // sets the names of several harnesses at one engine apart
    unsigned count_ = 0;
};

} // namespace

std::unique_ptr<Runtime> make_docker(DockerConfig config) {
    return std::make_unique<Docker>(std::move(config));
}

} // namespace wasmbench::adapters
