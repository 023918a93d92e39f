#include "lattice_script.hpp"

namespace wasmbench::tests {
namespace {

std::string before_dot(std::string const& text) {
    return text.substr(0, text.find('.'));
}

bool cut(std::string& text, std::string const& head) {
    if (!text.starts_with(head)) return false;
    text.erase(0, head.size());
    return true;
}

} // namespace

std::string LatticeScript::name_of(std::string const& subject, std::string& lattice) {
    auto rest = subject;
    if (cut(rest, "wadm.api.")) {
        lattice = before_dot(rest);
        rest.erase(0, lattice.size() + 1);
        // "model.deploy.NAME": the name is always the same here
        auto const second = rest.find('.', rest.find('.') + 1);
        return rest.substr(0, second);
    }
    if (cut(rest, "wasmbus.ctl.v1.")) {
        lattice = before_dot(rest);
        rest.erase(0, lattice.size() + 1);
        return rest.starts_with("host.get.") ? "host.get" : rest;
    }
    if (cut(rest, "$JS.API.DIRECT.GET.KV_wadm_state.$KV.wadm_state.host_")) {
        lattice = rest;
        return "known_hosts";
    }
    if (cut(rest, "$JS.API.CONSUMER.INFO.wadm_event_consumer.wadm_event_consumer-")) {
        lattice = rest;
        return "event_queue";
    }
    return {};
}

LatticeScript::Reply LatticeScript::reply(std::string const& subject) const {
    Reply r;
    auto const name = name_of(subject, r.lattice);
    if (name.empty() || nobody.count(name) != 0) {
        r.nobody = true;
        return r;
    }
    if (silent.count(name) != 0) return r;
    if (auto const it = answers.find(name); it != answers.end()) {
        r.data = it->second;
        return r;
    }
    if (name == "model.get") r.data = "[]";
    if (name == "model.put") r.data = R"({"result":"created","message":"put"})";
    if (name == "model.status") r.data = R"({"result":"ok","status":{"status":{"type":"reconciling","message":"busy"}}})";
    if (name == "host.ping") r.data = R"({"response":{"id":")" + host_id + R"(","lattice":")" + r.lattice + R"("}})";
    if (name == "host.get") r.data = R"({"response":{"components":[],"providers":[]}})";
    if (name == "link.del" || name == "link.put") r.data = R"({"success":true})";
    if (name == "known_hosts") r.data = R"({")" + host_id + R"(":{}})";
    if (name == "event_queue") r.data = R"({"config":{},"num_pending":14,"num_ack_pending":1,"num_waiting":0})";
    if (name == "model.deploy") {
        r.data = R"({"result":"acknowledged","message":"deployed"})";
        r.events = deploy_events.value_or(std::vector<Event>{
            {"component_scaled", R"({"max_instances":100})"}, {"linkdef_set", "{}"}, {"provider_started", "{}"}});
    }
    if (name == "model.undeploy") {
        r.data = R"({"result":"acknowledged","message":"undeployed"})";
        if (undeploys) r.events = {{"component_scaled", R"({"max_instances":0})"}, {"provider_stopped", "{}"}};
    }
    return r;
}

std::string event_subject(std::string const& lattice, LatticeScript::Event const& event) {
    return "wasmbus.evt." + lattice + "." + event.name;
}

std::string event_text(LatticeScript::Event const& event) {
    return R"({"type":"com.wasmcloud.lattice.)" + event.name + R"(","data":)" + event.data + "}";
}

} // namespace wasmbench::tests
