#include "parse_proc_event.hpp"
#include "parse_taskstats.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <cstring>
#include <limits>
#include <vector>

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>

using namespace wasmbench::probe;
using namespace wasmbench::probe::detail;
using Catch::Matchers::WithinRel;
using Bytes = std::vector<std::byte>;

namespace {

template <class T>
Bytes& operator<<(Bytes& to, T const& value) {
    auto const* const at = reinterpret_cast<std::byte const*>(&value);
    to.insert(to.end(), at, at + sizeof value);
    return to;
}

Bytes& operator<<(Bytes& to, Bytes const& more) {
    to.insert(to.end(), more.begin(), more.end());
    return to;
}

Bytes message(std::uint16_t type, Bytes const& payload) {
    Bytes out;
    out << nlmsghdr{static_cast<std::uint32_t>(sizeof(nlmsghdr) + payload.size()), type, 0, 0, 0} << payload;
    while (out.size() % 4 != 0) out << '\0';
    return out;
}

Bytes attribute(std::uint16_t type, Bytes const& payload) {
    Bytes out;
    out << nlattr{static_cast<std::uint16_t>(sizeof(nlattr) + payload.size()), type} << payload;
    while (out.size() % 4 != 0) out << '\0';
    return out;
}

Bytes event(proc_event const& e, std::uint32_t val = CN_VAL_PROC) {
    Bytes out;
    cn_msg header{};
    header.id = {CN_IDX_PROC, val};
    header.len = sizeof e;
    out << header << e;
    return message(NLMSG_DONE, out);
}

proc_event fork_of(int parent, int child) {
    proc_event e{};
    e.what = static_cast<decltype(e.what)>(1);
    e.event_data.fork = {parent, parent, child, child};
    return e;
}

constexpr std::uint16_t family = 31;

Bytes record(taskstats const& stats, std::size_t size = sizeof(taskstats),
    std::uint16_t aggregate = TASKSTATS_TYPE_AGGR_PID) {
    Bytes all;
    all << stats;
    all.resize(size);
    Bytes pid;
    pid << std::uint32_t{7};
    Bytes nested;
    nested << attribute(TASKSTATS_TYPE_PID, pid) << attribute(TASKSTATS_TYPE_STATS, all);
    Bytes out;
    out << genlmsghdr{TASKSTATS_CMD_NEW, 1, 0} << attribute(aggregate, nested);
    return message(family, out);
}

taskstats example() {
    taskstats t{};
    t.version = 13;
    t.ac_pid = 7;
    t.ac_tgid = 6;
    t.ac_ppid = 5;
    std::strcpy(t.ac_comm, "hello");
    t.cpu_run_virtual_total = 1'500'000;
    t.cpu_delay_total = 2'000;
    t.ac_utime = 1000;
    t.ac_stime = 500;
    t.ac_etime = 2500;
    t.hiwater_rss = 1234;
    t.ac_minflt = 80;
    t.ac_majflt = 2;
    t.nvcsw = 3;
    t.nivcsw = 1;
    t.read_bytes = 4096;
    t.write_bytes = 8192;
    return t;
}

} // namespace

TEST_CASE("process events: forks and the answer, and nothing of others") {
    proc_event exec{};
    exec.what = static_cast<decltype(exec.what)>(2);
    proc_event answer{};
    answer.event_data.ack.err = 1;
    Bytes datagram;
    datagram << event(fork_of(3, 4)) << event(exec) << event(fork_of(9, 9), CN_VAL_PROC + 1)
             << event(fork_of(4, 5)) << event(answer);
    auto const parsed = parse_proc_events(datagram);
    CHECK(parsed.forks == std::vector<ForkEvent>{{3, 4}, {4, 5}});
    CHECK(parsed.answer == 1);
}

TEST_CASE("process events: cut short at any place, it is read as far as it goes") {
    auto const whole = event(fork_of(3, 4));
    for (std::size_t n = 0; n < whole.size(); ++n) {
        CAPTURE(n);
        CHECK(parse_proc_events(std::span(whole).first(n)).forks.empty());
    }
    CHECK(parse_proc_events(whole).forks.size() == 1);
}

TEST_CASE("taskstats: every field of a record") {
    auto const parsed = parse_taskstats(record(example()), family);
    REQUIRE(parsed.ended.size() == 1);
    auto const& e = parsed.ended[0];
    CHECK(e.pid == 7);
    CHECK(e.process == 6);
    CHECK(e.parent == 5);
    CHECK(e.name == "hello");
    CHECK_THAT(e.cpu_seconds, WithinRel(0.0015));
    CHECK_THAT(e.user_seconds, WithinRel(0.001));
    CHECK_THAT(e.system_seconds, WithinRel(0.0005));
    CHECK_THAT(e.lifetime_seconds, WithinRel(0.0025));
    CHECK_THAT(e.run_delay_seconds, WithinRel(0.000002));
    CHECK(e.peak_rss == 1234.0 * 1024);
    CHECK(e.minor_faults == 80);
    CHECK(e.major_faults == 2);
    CHECK(e.voluntary_switches == 3);
    CHECK(e.involuntary_switches == 1);
    CHECK(e.read_bytes == 4096);
    CHECK(e.write_bytes == 8192);
}

TEST_CASE("taskstats: a newer kernel's longer record, an older one's, and a process's") {
    CHECK(parse_taskstats(record(example(), sizeof(taskstats) + 64), family).ended.size() == 1);
    // Version 12 ends before the last two fields.
    auto older = example();
    older.version = 12;
    CHECK(parse_taskstats(record(older, sizeof(taskstats) - 16), family).ended.size() == 1);
    older.version = 11;
    auto const too_old = parse_taskstats(record(older), family);
    CHECK(too_old.ended.empty());
    CHECK(too_old.too_old == 11u);
    CHECK(parse_taskstats(record(example(), sizeof(taskstats), TASKSTATS_TYPE_AGGR_TGID), family).ended.empty());
    CHECK(parse_taskstats(record(example()), family + 1).ended.empty());
}

TEST_CASE("taskstats: an error is a number, and the family is found in its answer") {
    Bytes error;
    nlmsgerr e{};
    e.error = -1;
    error << e;
    CHECK(parse_taskstats(message(NLMSG_ERROR, error), family).error == 1);

    // No kernel sends it; negating it would be no number.
    Bytes least;
    e.error = std::numeric_limits<int>::min();
    least << e;
    CHECK(parse_taskstats(message(NLMSG_ERROR, least), family).error);

    Bytes id;
    id << std::uint16_t{31};
    Bytes answer;
    answer << genlmsghdr{CTRL_CMD_NEWFAMILY, 2, 0} << attribute(CTRL_ATTR_FAMILY_ID, id);
    CHECK(parse_family(message(GENL_ID_CTRL, answer)) == 31);
    CHECK_FALSE(parse_family(message(GENL_ID_CTRL, {})));
}
