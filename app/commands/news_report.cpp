#include "app/commands/news_report.h"

#include "app/commands/command_line.h"
#include "app/commands/mode_folders.h"
#include "app/commands/report_line.h"
#include "app/store/data_folder.h"
#include "app/store/journal_reader.h"
#include "market/new_york.h"

#include <QCommandLineParser>

#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <map>

namespace tapedeck::commands {

namespace {

constexpr const char* kName = "news-report";

using Sighting = store::JournalReader::Sighting;

struct Options
{
    std::filesystem::path root;
    std::optional<Mode> mode;
    Timestamp since = timestampOf(0);
};

Result<Options> optionsFrom(const QStringList& arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption mode{"mode", "", "mode"};
    const QCommandLineOption data{"data", "", "folder"};
    const QCommandLineOption since{"since", "", "day"};
    parser.addOptions({mode, data, since});
    if (const auto read = readFlags(parser, kName, arguments); !read)
        return tl::unexpected{read.error()};
    Options options;
    if (parser.isSet(mode)) {
        const auto named = modeNamed(parser.value(mode));
        if (!named)
            return tl::unexpected{named.error()};
        options.mode = *named;
    }
    if (parser.isSet(since)) {
        const auto day = parseDate(parser.value(since).toStdString());
        if (!day)
            return fail(ErrorCode::Malformed, "--since wants a day: 2024-01-31");
        options.since = fromNewYork(*day, {});
    }
    options.root = parser.isSet(data) ? std::filesystem::path{parser.value(data).toStdString()}
                                      : store::dataRoot();
    return options;
}

/// What one source was worth.
struct Source
{
    std::int64_t stories = 0;
    std::int64_t first = 0;          ///< before every other source
    std::vector<Nanoseconds> delays; ///< from its own time of writing to here
};

/// Precondition: not empty.
double secondsAt(std::vector<Nanoseconds>& delays, std::size_t percent)
{
    const auto place = static_cast<std::ptrdiff_t>((delays.size() - 1) * percent / 100);
    std::nth_element(delays.begin(), delays.begin() + place, delays.end());
    return static_cast<double>(delays[static_cast<std::size_t>(place)].count()) / 1e9;
}

void print(const std::vector<Sighting>& sightings)
{
    std::map<std::int64_t, const Sighting*> firsts;
    std::map<std::string, Source> sources;
    for (const Sighting& sighting : sightings) {
        const Sighting*& first = firsts[sighting.story];
        if (first == nullptr || sighting.received < first->received)
            first = &sighting;
        Source& source = sources[sighting.via];
        ++source.stories;
        source.delays.push_back(sighting.received - sighting.created);
    }
    for (const auto& [story, first] : firsts)
        ++sources[first->via].first;
    std::printf("stories=%zu\n", firsts.size());
    for (auto& [name, source] : sources) {
        std::printf("source=%s stories=%lld coverage=%.3f first=%lld delay_median=%.3f "
                    "delay_p90=%.3f\n",
                    name.c_str(),
                    static_cast<long long>(source.stories),
                    static_cast<double>(source.stories) / static_cast<double>(firsts.size()),
                    static_cast<long long>(source.first),
                    secondsAt(source.delays, 50),
                    secondsAt(source.delays, 90));
    }
}

} // namespace

int newsReportCommand(const QStringList& arguments)
{
    const auto options = optionsFrom(arguments);
    if (!options)
        return complain(kName, EX_USAGE, options.error().what);
    const auto folder = journalFolder(options->root, options->mode);
    if (!folder)
        return complain(kName,
                        folder.error().code == ErrorCode::NotFound ? EX_NOINPUT : EX_USAGE,
                        folder.error().what);
    auto reader = store::JournalReader::open(folder->journal());
    if (!reader)
        return complain(kName, reader.error());
    const auto sightings = reader->newsSightings(options->since);
    if (!sightings)
        return complain(kName, sightings.error());
    print(*sightings);
    return EX_OK;
}

} // namespace tapedeck::commands
