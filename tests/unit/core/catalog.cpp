#include <wasmbench/core/catalog.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>

#include <string>

using namespace wasmbench;

namespace {

class NamedRuntime final : public Runtime {
public:
    explicit NamedRuntime(std::string name)
        : name_(std::move(name)) {}
    std::string_view name() const noexcept override { return name_; }
    Capabilities capabilities() const noexcept override { return {}; }
    Availability availability() const override { return Availability::yes(); }
    RowTraits describe(Workload const&, Options const&) const override { return {}; }

private:
    void do_prepare(RunContext&, PrepareSpec, PrepareHandler) override {}
    void do_start(RunContext&, StartSpec, StartHandler) override {}
    std::string name_;
};

class NamedWorkload final : public Workload {
public:
    NamedWorkload(std::string name, std::string endpoint)
        : name_(std::move(name))
        , endpoint_(std::move(endpoint)) {}
    std::string_view name() const noexcept override { return name_; }
    std::string_view endpoint() const noexcept override { return endpoint_; }
    Capabilities needs() const noexcept override { return {}; }
    std::optional<std::filesystem::path> artifact(std::string_view) const override { return {}; }
    Request request(std::uint64_t) const override { return {}; }
    bool answers(Request const&, std::string_view) const override { return false; }
    std::string expected() const override { return "nothing"; }

private:
    std::string name_;
    std::string endpoint_;
};

class NamedProbe final : public Probe {
public:
    explicit NamedProbe(std::string name)
        : name_(std::move(name)) {}
    std::string_view name() const noexcept override { return name_; }
    Availability availability() const override { return Availability::yes(); }
    std::span<Metric const> metrics() const noexcept override { return {}; }
    Duration period() const noexcept override { return {}; }
    Availability attach(ProcessTree const&) override { return Availability::yes(); }
    void sample(TimePoint, std::span<double>) override {}
    void detach() noexcept override {}

private:
    std::string name_;
};

auto message(std::string const& text) {
    return Catch::Matchers::Message(text);
}

} // namespace

TEST_CASE("what was added is found by its name, in the order of adding", "[core]") {
    Catalog catalog;
    auto& b = catalog.add(std::make_unique<NamedRuntime>("b"));
    auto& a = catalog.add(std::make_unique<NamedRuntime>("a"));
    auto& probe = catalog.add(std::make_unique<NamedProbe>("a")); // names are of their kind
    CHECK(catalog.find_runtime("a") == &a);
    CHECK(catalog.find_runtime("b") == &b);
    CHECK(catalog.find_runtime("c") == nullptr);
    CHECK(catalog.find_probe("a") == &probe);
    CHECK(catalog.find_probe("b") == nullptr);
    REQUIRE(catalog.runtimes().size() == 2);
    CHECK(catalog.runtimes()[0].get() == &b);
    CHECK(catalog.runtimes()[1].get() == &a);
    CHECK(catalog.probes().size() == 1);
}

TEST_CASE("a workload is found by its name and its endpoint", "[core]") {
    Catalog catalog;
    auto& root = catalog.add(std::make_unique<NamedWorkload>("http_service", "/"));
    auto& state = catalog.add(std::make_unique<NamedWorkload>("http_service", "/state"));
    auto& hello = catalog.add(std::make_unique<NamedWorkload>("hello", ""));
    CHECK(catalog.find_workload("http_service", "/") == &root);
    CHECK(catalog.find_workload("http_service", "/state") == &state);
    CHECK(catalog.find_workload("http_service") == nullptr);
    CHECK(catalog.find_workload("hello") == &hello);
    CHECK(catalog.workloads().size() == 3);
}

TEST_CASE("a name that is taken is refused and changes nothing", "[core]") {
    Catalog catalog;
    catalog.add(std::make_unique<NamedRuntime>("native"));
    catalog.add(std::make_unique<NamedProbe>("pss"));
    catalog.add(std::make_unique<NamedWorkload>("http_service", "/state"));
    CHECK_THROWS_MATCHES(catalog.add(std::make_unique<NamedRuntime>("native")), Error,
        message("catalog: add runtime: invalid option (native); expected a name that is not taken"));
    CHECK_THROWS_MATCHES(catalog.add(std::make_unique<NamedProbe>("pss")), Error,
        message("catalog: add probe: invalid option (pss); expected a name that is not taken"));
    CHECK_THROWS_MATCHES(catalog.add(std::make_unique<NamedWorkload>("http_service", "/state")), Error,
        message("catalog: add workload: invalid option (http_service/state); expected a name that is not "
                "taken"));
    CHECK(catalog.runtimes().size() == 1);
    CHECK(catalog.probes().size() == 1);
    CHECK(catalog.workloads().size() == 1);
}
