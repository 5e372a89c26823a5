#include "app/commands/simulate.h"

#include "app/commands/command_line.h"
#include "app/commands/report_line.h"
#include "app/commands/simulation_journal.h"
#include "simulation/storm.h"

#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QThread>

#include <sysexits.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "simulate";
constexpr std::uint64_t kSeedsMax = 10'000'000;
constexpr int kDaysMax = 200;

struct Options
{
    std::uint64_t first = 1;
    std::uint64_t last = 1;
    int days = 1;
    bool onDisk = false;
};

Result<Options> optionsFrom(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption seeds{"seeds", "", "range"};
    const QCommandLineOption days{"days", "", "number", "1"};
    const QCommandLineOption journal{"journal", "", "kind", "memory"};
    parser.addOptions({seeds, days, journal});
    if (const auto read = readFlags(parser, kName, arguments); !read)
        return tl::unexpected{read.error()};
    const QStringList range = parser.value(seeds).split("..");
    Options options;
    bool good = range.size() == 1 || range.size() == 2;
    bool firstGood = false;
    bool lastGood = false;
    options.first = range.constFirst().toULongLong(&firstGood);
    options.last = range.constLast().toULongLong(&lastGood);
    good = good && firstGood && lastGood && options.first <= options.last &&
           options.last - options.first < kSeedsMax;
    if (!good)
        return fail(ErrorCode::Malformed, "--seeds wants a seed or a range of them: 1..100");
    bool daysGood = false;
    options.days = parser.value(days).toInt(&daysGood);
    if (!daysGood || options.days < 1 || options.days > kDaysMax)
        return fail(ErrorCode::Malformed,
                    "--days wants a number from 1 to " + std::to_string(kDaysMax));
    options.onDisk = parser.value(journal) == "sqlite";
    if (!options.onDisk && parser.value(journal) != "memory")
        return fail(ErrorCode::Malformed, "--journal wants memory or sqlite");
    return options;
}

/// All seeds, on as many threads as there are cores.
class Simulation
{
public:
    explicit Simulation(const Options& options) : m_options{options}, m_next{options.first} {}

    void run()
    {
        std::vector<std::unique_ptr<QThread>> threads;
        for (int i = 0; i < std::max(1, QThread::idealThreadCount()); ++i)
            threads.emplace_back(QThread::create([this] { work(); }))->start();
        for (const auto& thread : threads)
            thread->wait();
    }

    StormCounts sum;
    std::int64_t violations = 0;
    std::string trouble; ///< why nothing could be played

private:
    void work()
    {
        for (std::uint64_t seed = m_next++; seed <= m_options.last; seed = m_next++) {
            std::unique_ptr<SimulatedStore> store;
            if (m_options.onDisk) {
                auto made = makeJournalStore();
                if (!made) {
                    const std::lock_guard lock{m_mutex};
                    trouble = made.error().what;
                    return;
                }
                store = std::move(*made);
            }
            Storm storm{seed, {}, std::move(store)};
            for (int day = 0; day < m_options.days && storm.problems().empty(); ++day) {
                if (day > 0)
                    storm.sleep();
                storm.day();
            }
            report(seed, storm);
        }
    }

    void report(std::uint64_t seed, const Storm& storm)
    {
        const std::lock_guard lock{m_mutex};
        sum.add(storm.counts());
        violations += static_cast<std::int64_t>(storm.problems().size());
        if (storm.problems().empty())
            return;
        std::printf("seed %llu, day %lld:\n",
                    static_cast<unsigned long long>(seed),
                    static_cast<long long>(storm.counts().days));
        for (const std::string& line : storm.story())
            std::printf("    %s\n", line.c_str());
        for (const std::string& problem : storm.problems())
            std::printf("  ! %s\n", problem.c_str());
        std::printf("  again: tapedeck simulate --seeds %llu --days %lld%s\n",
                    static_cast<unsigned long long>(seed),
                    static_cast<long long>(storm.counts().days),
                    m_options.onDisk ? " --journal sqlite" : "");
    }

    Options m_options;
    std::atomic<std::uint64_t> m_next;
    std::mutex m_mutex;
};

void printSum(const StormCounts& sum, std::int64_t violations, double seconds)
{
    std::printf("days=%lld violations=%lld events=%lld events_least=%lld proposals=%lld "
                "proposals_least=%lld ",
                static_cast<long long>(sum.days),
                static_cast<long long>(violations),
                static_cast<long long>(sum.events),
                static_cast<long long>(sum.eventsLeast),
                static_cast<long long>(sum.proposals()),
                static_cast<long long>(sum.proposalsLeast));
    std::printf(
        "orders=%lld fills=%lld kills=%lld restarts=%lld compared=%lld lost_answers=%lld "
        "requests=%lld commits=%lld refused_commits=%lld sleeps=%lld slowest_agreement=%.2f ",
        static_cast<long long>(sum.submits),
        static_cast<long long>(sum.fills),
        static_cast<long long>(sum.kills),
        static_cast<long long>(sum.restarts),
        static_cast<long long>(sum.compared),
        static_cast<long long>(sum.lostAnswers),
        static_cast<long long>(sum.requests),
        static_cast<long long>(sum.commits),
        static_cast<long long>(sum.refusedCommits),
        static_cast<long long>(sum.sleeps),
        std::chrono::duration<double>(sum.slowestAgreement).count());
    std::printf(
        "seconds=%.1f days_per_second=%.2f\n", seconds, static_cast<double>(sum.days) / seconds);
}

} // namespace

int simulateCommand(const QStringList& arguments)
{
    const auto options = optionsFrom(arguments);
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    QElapsedTimer clock;
    clock.start();
    Simulation simulation{*options};
    simulation.run();
    const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    if (!simulation.trouble.empty())
        return complain(kName, EX_IOERR, simulation.trouble);
    printSum(simulation.sum, simulation.violations, seconds);
    return simulation.violations == 0 ? EX_OK : EX_SOFTWARE;
}

} // namespace tapedeck::commands
