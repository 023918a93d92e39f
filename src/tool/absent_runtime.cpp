#include "absent_runtime.hpp"

#include <wasmbench/core/error.hpp>

#include <boost/asio/append.hpp>
#include <boost/asio/post.hpp>

namespace wasmbench::tool {
namespace {

class AbsentRuntime final : public Runtime {
public:
    AbsentRuntime(std::string name, std::string reason, std::string fix)
        : name_(std::move(name))
        , availability_(Availability::no(std::move(reason), std::move(fix))) {}

    std::string_view name() const noexcept override { return name_; }
    Capabilities capabilities() const noexcept override { return {Capability::http, Capability::command}; }
    Availability availability() const override { return availability_; }
    RowTraits describe(Workload const&, Options const&) const override { return {}; }

private:
    // A session skips what is not available, so nobody comes here; whoever does is told.
    void do_prepare(RunContext& context, PrepareSpec, PrepareHandler handler) override {
        refuse(context);
        asio::post(context.executor, asio::append(std::move(handler), make_error_code(errc::unavailable), Prepared{}));
    }
    void do_start(RunContext& context, StartSpec, StartHandler handler) override {
        refuse(context);
        asio::post(context.executor, asio::append(std::move(handler), make_error_code(errc::unavailable), InstancePtr{}));
    }
    void refuse(RunContext& context) const {
        context.diagnostics = {};
        context.diagnostics.stage = name_;
        context.diagnostics.subject = availability_.reason;
        context.diagnostics.remedy = availability_.fix;
    }

    std::string name_;
    Availability availability_;
};

} // namespace

std::unique_ptr<Runtime> make_absent_runtime(std::string name, std::string reason, std::string fix) {
    return std::make_unique<AbsentRuntime>(std::move(name), std::move(reason), std::move(fix));
}

} // namespace wasmbench::tool
