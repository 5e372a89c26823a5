#include "app/commands/simulate.h"

#include "app/commands/command_line.h"
#include "app/commands/report_line.h"
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
};

Result<Options> optionsFrom(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption seeds{"seeds", "", "range"};
    const QCommandLineOption days{"days", "", "number", "1"};
    parser.addOptions({seeds, days});
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

    Storm::Counts sum;
    std::int64_t days = 0;
    std::int64_t violations = 0;

private:
    void work()
    {
        for (std::uint64_t seed = m_next++; seed <= m_options.last; seed = m_next++) {
            Storm storm{seed};
            int played = 0;
            while (played < m_options.days && storm.problems.empty()) {
                if (played++ > 0)
                    storm.sleep();
                storm.day();
            }
            const std::lock_guard lock{m_mutex};
            days += played;
            sum.add(storm.counts);
            violations += static_cast<std::int64_t>(storm.problems.size());
            for (const std::string& problem : storm.problems)
                std::printf("seed %llu, day %d: %s\n",
                            static_cast<unsigned long long>(seed),
                            played,
                            problem.c_str());
        }
    }

    Options m_options;
    std::atomic<std::uint64_t> m_next;
    std::mutex m_mutex;
};

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
    const Storm::Counts& sum = simulation.sum;
    std::printf("days=%lld violations=%lld events=%lld proposals=%lld orders=%lld fills=%lld "
                "kills=%lld restarts=%lld lost_answers=%lld seconds=%.1f days_per_second=%.2f\n",
                static_cast<long long>(simulation.days),
                static_cast<long long>(simulation.violations),
                static_cast<long long>(sum.events),
                static_cast<long long>(sum.submits + sum.denied),
                static_cast<long long>(sum.submits),
                static_cast<long long>(sum.fills),
                static_cast<long long>(sum.kills),
                static_cast<long long>(sum.restarts),
                static_cast<long long>(sum.lostAnswers),
                seconds,
                static_cast<double>(simulation.days) / seconds);
    return simulation.violations == 0 ? EX_OK : EX_SOFTWARE;
}

} // namespace tapedeck::commands
