#include "wazero.hpp"

#include <wasmbench/adapters/common/command_line_runtime.hpp>
#include <wasmbench/adapters/common/option_reader.hpp>

using namespace wasmbench;

namespace {

class Wazero final : public adapters::CommandLineRuntime {
public:
    explicit Wazero(std::optional<std::filesystem::path> chosen)
        : CommandLineRuntime({"wazero", "go install github.com/tetratelabs/wazero/cmd/wazero@v1.12.0", "version", chosen}) {}

    Capabilities capabilities() const noexcept override { return {Capability::command, Capability::many_instances}; }

    RowTraits describe(Workload const&, Options const& options) const override {
        adapters::OptionReader reader("wazero", options);
        bool const jit = reader.choice("mode", {"jit", "interpreter"}) == "jit";
        reader.finish();
        auto const* fairness = jit ? "wazero compiles the module in every cold start." : "wazero interprets the module.";
        return {jit ? ExecutionMode::jit : ExecutionMode::interpreter, "none", InstancePolicy::one_shot, {fairness}};
    }

private:
    std::string_view target(Workload const&) const override { return "wasm32-wasi"; }

    std::vector<std::string> arguments(Use const& use) const override {
        std::vector<std::string> words{"run", use.file.string()};
        if (describe(use.workload, use.options).mode == ExecutionMode::interpreter) words.insert(words.begin() + 1, "-interpreter");
        auto const own = use.workload.arguments();
        if (!own.empty()) words.push_back("--"); // else wazero takes the first of them that is one
        words.insert(words.end(), own.begin(), own.end());
        return words;
    }
};

} // namespace

std::unique_ptr<Runtime> make_wazero(std::optional<std::filesystem::path> program) {
    return std::make_unique<Wazero>(std::move(program));
}
