#include "expected_answer.hpp"
#include "json/place_keeper.hpp"

#include <wasmbench/core/error.hpp>
#include <wasmbench/plan/manifest_workload.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <utility>

namespace wasmbench::plan {
namespace {

namespace fs = std::filesystem;
using json::Problem;
using json::Value;

/// What the workloads of one manifest share.
struct Program {
    std::string name;
    Capabilities needs;
    std::map<std::string, fs::path, std::less<>> artifacts;
    std::vector<std::string> arguments;
};

class ManifestWorkload final : public Workload {
public:
    ManifestWorkload(Program program, std::string endpoint, ExpectedAnswer expected)
        : program_(std::move(program))
        , endpoint_(std::move(endpoint))
        , expected_(std::move(expected)) {}

    std::string_view name() const noexcept override { return program_.name; }
    std::string_view endpoint() const noexcept override { return endpoint_; }
    Capabilities needs() const noexcept override { return program_.needs; }
    std::optional<fs::path> artifact(std::string_view target) const override {
        auto const it = program_.artifacts.find(target);
        if (it == program_.artifacts.end()) return std::nullopt;
        return it->second;
    }
    std::vector<std::string> arguments() const override { return program_.arguments; }
    Request request(std::uint64_t) const override {
        return {"GET", endpoint_.empty() ? "/" : endpoint_, {}, {}};
    }
    bool answers(Request const&, std::string_view response) const override {
        return matches(expected_, response);
    }
    std::string expected() const override { return describe(expected_); }
    Statefulness statefulness(std::span<std::string const> answers) const override {
        return state_of(expected_, answers);
    }
    std::vector<SelfReported> self_reported(std::string_view response) const override {
        return reported_numbers(expected_, response);
    }

private:
    Program program_;
    std::string endpoint_;
    ExpectedAnswer expected_;
};

PatternText read_pattern(Value const& v) {
    v.only({"regex", "numbers"});
    auto const field = v.at("regex");
    PatternText e;
    e.expression = field.non_empty_text();
    std::string problem;
    auto pattern = TextPattern::parse(e.expression, problem);
    if (!pattern)
        throw Problem{field.where(), problem,
            "plain characters, a backslash before special ones, \\n, [0-9], [0-9]+, [0-9]{n} and groups"};
    e.pattern = std::move(*pattern);
    auto const numbers = v.find("numbers");
    if (numbers)
        for (auto const& n : numbers->elements()) {
            n.only({"metric", "unit", "scale"});
            auto const unit = n.at("unit").choice(unit_from_string, "s, B, 1, ratio, 1/s");
            e.numbers.push_back({{n.at("metric").non_empty_text(), unit}, n.at("scale").amount(false)});
        }
    if (e.numbers.size() != e.pattern.groups())
        throw Problem{v.where() + "/numbers", std::to_string(e.numbers.size()) + " of them",
            "one for each of the " + std::to_string(e.pattern.groups()) + " groups of the regex"};
    return e;
}

Counter read_counter(Value const& v) {
    v.only({"first", "step", "suffix"});
    return {v.at("first").count(), v.at("step").count(1), v.at("suffix").text()};
}

ExpectedAnswer read_answer(Value const& v) {
    v.only({"exact", "regex", "numbers", "counter"});
    if (v.find("regex")) return read_pattern(v);
    if (auto const counter = v.find("counter")) {
        v.only({"counter"});
        return read_counter(*counter);
    }
    v.only({"exact"});
    return ExactText{v.at("exact").non_empty_text()};
}

std::vector<std::string> read_texts(std::optional<Value> const& list) {
    std::vector<std::string> out;
    if (list)
        for (auto const& element : list->elements()) out.push_back(element.text());
    return out;
}

using Workloads = std::vector<std::unique_ptr<Workload>>;

Workloads read_command(Value const& v, Program program) {
    v.only({"schema", "name", "kind", "description", "artifacts", "fairness", "arguments", "expect", "digests",
        "footprint_bytes"});
    if (auto const footprint = v.find("footprint_bytes")) footprint->count(1);
    program.arguments = read_texts(v.find("arguments"));
    auto const expect = v.at("expect");
    expect.only({"exit_status", "stdout"});
    expect.at("exit_status").count<int>(0, 0);
    Workloads out;
    out.push_back(std::make_unique<ManifestWorkload>(
        std::move(program), std::string(), read_answer(expect.at("stdout"))));
    return out;
}

Workloads read_service(Value const& v, Program const& program) {
    v.only({"schema", "name", "kind", "description", "artifacts", "fairness", "native_arguments",
        "beside", "endpoints"});
    read_texts(v.find("native_arguments"));
    Workloads out;
    auto const endpoints = v.at("endpoints");
    for (auto const& e : endpoints.elements()) {
        e.only({"path", "status", "content_type", "body"});
        auto const path = e.at("path");
        if (!path.text().starts_with('/'))
            throw Problem{path.where(), "\"" + path.text() + "\"", "a path that begins with '/'"};
        e.at("status").count<int>(200, 200);
        e.at("content_type").non_empty_text();
        out.push_back(std::make_unique<ManifestWorkload>(program, path.text(), read_answer(e.at("body"))));
    }
    if (out.empty()) throw Problem{endpoints.where(), "an empty list", "at least one endpoint"};
    return out;
}

// What a service talks to besides its clients. Which store is named, since the service speaks that one's protocol.
Capabilities needs_of(Value const& v, bool service) {
    if (!service) return {Capability::command};
    auto const beside = v.find("beside");
    if (!beside) return {Capability::http};
    beside->only({"store"});
    auto const store = beside->at("store");
    if (store.text() != "redis") throw Problem{store.where(), "\"" + store.text() + "\"", "\"redis\""};
    return {Capability::http, Capability::store};
}

Workloads read_manifest(Value const& v, fs::path const& root) {
    json::read_schema(v);
    auto const kind = v.at("kind");
    bool const service = kind.text() == "http";
    if (!service && kind.text() != "command")
        throw Problem{kind.where(), "\"" + kind.text() + "\"", "\"command\" or \"http\""};
    Program program;
    program.name = v.at("name").non_empty_text();
    program.needs = needs_of(v, service);
    for (auto const& [target, artifact] : v.at("artifacts").members())
        program.artifacts[target] = (root / artifact.non_empty_text()).lexically_normal();
    read_texts(v.find("fairness"));
    return service ? read_service(v, program) : read_command(v, std::move(program));
}

constexpr char const* stage = "read workload manifest";

std::string read_file(fs::path const& path) {
    auto fail = [&](errc e, std::string remedy, int reason = 0) {
        Diagnostics d;
        d.stage = stage;
        d.subject = path.string();
        if (reason != 0) d.subject += ": " + error_code(reason, boost::system::system_category()).message();
        d.expected = "a manifest.json that can be read";
        d.remedy = std::move(remedy);
        throw Error(e, std::move(d));
    };
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored))
        fail(errc::artifact_missing, "check the folder of the workloads");
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(file), {});
    if (!file.is_open() || file.bad()) fail(errc::results_io, "check its permissions", errno);
    return text;
}

} // namespace

Workloads load_workloads(fs::path const& manifest, fs::path const& root) {
    auto const base = root.empty() ? manifest.parent_path() / ".." / ".." : root;
    return json::read_document(read_file(manifest), stage, manifest.string(), [&](Value const& v) {
        return read_manifest(v, fs::absolute(base));
    }).value();
}

std::vector<std::string> workload_fairness(fs::path const& manifest) {
    return json::read_document(read_file(manifest), stage, manifest.string(), [](Value const& v) {
        return read_texts(v.find("fairness"));
    }).value();
}

} // namespace wasmbench::plan
