#include "described_words.hpp"
#include "json/place_keeper.hpp"
#include "read_mode.hpp"

#include <wasmbench/adapters/command/runtime_description.hpp>

#include <algorithm>
#include <initializer_list>

namespace wasmbench::adapters {
namespace {

using json::Problem;
using json::Value;
using namespace command;

constexpr std::uint64_t newest_schema = 1;

void read_version(Value const& v, RuntimeDescription& d) {
    v.only({"arguments", "after", "minimum"});
    if (auto const arguments = v.find("arguments")) d.version_arguments = texts_in(*arguments);
    if (auto const after = v.find("after")) d.version_after = after->non_empty_text();
    if (auto const minimum = v.find("minimum")) {
        d.minimum = minimum->text();
        bool const good =
            !d.minimum.empty() && d.minimum.find_first_not_of("0123456789.") == std::string::npos &&
            d.minimum.front() != '.' && d.minimum.back() != '.' && d.minimum.find("..") == std::string::npos;
        if (!good)
            throw Problem{
                minimum->where(), "\"" + d.minimum + "\"", "numbers with dots between them, such as 1.9.0"};
    }
}

constexpr std::initializer_list<Capability> stated_capabilities = {
    Capability::many_instances, Capability::page_cache, Capability::own_network, Capability::store};

std::string stated_names() {
    std::string out;
    for (auto const c : stated_capabilities) out += (out.empty() ? "" : ", ") + std::string(to_string(c));
    return out;
}

// A service that is not told of the store would be one without its state.
void require_store(Value const& list, std::vector<DescribedMode> const& modes) {
    for (std::size_t i = 0; i < modes.size(); ++i)
        if (modes[i].serve && !uses(modes[i].serve->command, "store"))
            throw Problem{list.where() + "/" + std::to_string(i) + "/serve", "no {store}",
                "a use of {store}, or no capability store"};
}

// Those that follow from the modes are not stated: they could be stated wrongly.
void read_capabilities(Value const& v, RuntimeDescription& d) {
    bool serves = false;
    for (auto const& mode : d.modes) {
        if (mode.run) d.capabilities.add(Capability::command);
        if (mode.serve) d.capabilities.add(Capability::http);
        if (mode.compile) d.capabilities.add(Capability::ahead_of_time);
        serves = serves || mode.serve;
    }
    if (auto const list = v.find("capabilities"))
        for (auto const& element : list->elements()) {
            auto const c = element.choice(capability_from_string, stated_names());
            if (std::find(stated_capabilities.begin(), stated_capabilities.end(), c) ==
                stated_capabilities.end())
                throw Problem{element.where(), "\"" + element.text() + "\"",
                    "one of " + stated_names() + ": the others follow from the modes"};
            bool const of_services = c == Capability::own_network || c == Capability::store;
            if (of_services && !serves)
                throw Problem{element.where(), "\"" + element.text() + "\"",
                    "a mode with serve: this is a capability of services"};
            d.capabilities.add(c);
        }
    if (d.capabilities.has(Capability::store)) require_store(v.at("modes"), d.modes);
    if (auto const lacks = v.find("lacks"))
        for (auto const& [name, why] : lacks->members()) {
            auto const c = capability_from_string(name);
            if (!c)
                throw Problem{
                    why.where(), "\"" + name + "\"", "one of " + to_string(Capabilities(all_capabilities))};
            if (d.capabilities.has(*c))
                throw Problem{why.where(), "a reason why it lacks what it has", "only what it lacks"};
            d.lacks.emplace_back(*c, why.non_empty_text());
        }
}

RuntimeDescription description_in(Value const& v, std::filesystem::path const& source) {
    v.only({"$schema", "schema", "name", "summary", "program", "install", "version", "verified",
        "not_verified", "capabilities", "lacks", "files", "modes", "last_words", "fairness"});
    v.at("schema").count<std::uint64_t>(newest_schema, newest_schema);
    if (auto const schema = v.find("$schema")) schema->text();
    RuntimeDescription d;
    d.source = std::filesystem::absolute(source);
    d.name = name_in(v.at("name"));
    d.summary = v.at("summary").non_empty_text();
    d.program = v.at("program").non_empty_text();
    d.install = v.at("install").non_empty_text();
    if (auto const version = v.find("version")) read_version(*version, d);
    if (auto const f = v.find("verified")) d.verified = f->non_empty_text();
    if (auto const f = v.find("not_verified")) {
        d.not_verified = f->non_empty_text();
        if (!d.verified.empty())
            throw Problem{f->where(), "a second one beside verified", "one of the two at most"};
    }
    if (auto const files = v.find("files"))
        for (auto const& file : texts_in(*files)) d.files.push_back(d.source.parent_path() / file);
    d.modes = modes_in(v.at("modes"));
    read_capabilities(v, d);
    if (auto const words = v.find("last_words")) d.last_words = texts_in(*words);
    d.fairness = fairness_in(v);
    return d;
}

} // namespace

Result<RuntimeDescription> runtime_description_from_json(
    std::string_view text, std::filesystem::path const& source) {
    return json::read_document(text, "read the description of a runtime", source.string(),
        [&](Value const& document) { return description_in(document, source); });
}

} // namespace wasmbench::adapters
