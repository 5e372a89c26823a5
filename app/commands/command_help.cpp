#include "app/commands/command_help.h"

#include <array>

namespace tapedeck::commands {

namespace {

struct Page
{
    const char* command;
    const char* text;
};

constexpr const char* kAudit =
    "Usage: tapedeck audit verify [--mode MODE] [--data FOLDER] [--no-keychain]\n"
    "       tapedeck audit accept [--mode MODE] [--data FOLDER]\n"
    "       tapedeck audit export [--mode MODE] [--data FOLDER] [--out FILE] [--format FORMAT]\n"
    "\n"
    "verify checks that no row of the audit log was changed, removed, added or moved,\n"
    "and that its end is what the keychain remembers; accept lets a log go on from which\n"
    "rows are missing, after a backup was restored; export writes all rows, oldest first.\n"
    "\n"
    "  --mode MODE            practice, paper or live; needed where there are several\n"
    "  --data FOLDER          the folder with a folder for each mode; else the user's\n"
    "  --no-keychain          verify the chain alone\n"
    "  --out FILE             a new file; else standard output\n"
    "  --format FORMAT        jsonl (the default) or csv\n";

constexpr const char* kBacktest =
    "Usage: tapedeck backtest --tape FILE [OPTIONS]\n"
    "\n"
    "Runs the engine over a recorded tape, as fast as it goes, against the matching engine.\n"
    "Prints events=N seconds=S digest=HEX and the metrics.\n"
    "\n"
    "  --tape FILE            the tape, plain or compressed with zstd\n"
    "  --history FILE         daily bars from before it; else every bars_1d* beside the tape\n"
    "  --config FILE          your layer of the configuration (YAML)\n"
    "  --as-live              approval rules and live limits; nobody approves\n"
    "  --report FOLDER        writes the session there, as backtest.session\n"
    "  --session FILE         writes the session to this file\n"
    "  --corporate-actions F  splits and dividends; else corporate_actions.jsonl beside the tape\n";

constexpr const char* kBench =
    "Usage: tapedeck bench ingest --url URL [--encoding NAME]\n"
    "\n"
    "Connects to a server of market data, subscribes to trades and quotes of all symbols, and\n"
    "takes them through decoder, engine and strategies until a trade in ZZEND. Prints\n"
    "messages=N seconds=S cpu=C check=X, where X sums the last price and the mean of the last\n"
    "60 s over all symbols. With LATENCY in the environment also p50_us, p99_us and max_us: the\n"
    "wall clock less the time of each message.\n"
    "\n"
    "  --url URL              ws://HOST:PORT/v2/iex\n"
    "  --encoding NAME        msgpack (the default) or json\n";

constexpr const char* kDecode =
    "Usage: tapedeck decode --stream NAME < FRAMES\n"
    "\n"
    "Reads one frame a line and writes what it says as lines of JSON. Frames are JSON, or\n"
    "MessagePack in hexadecimal.\n"
    "\n"
    "  --stream NAME          stocks, options, news or trading\n";

constexpr const char* kExchange =
    "Usage: tapedeck exchange [OPTIONS]\n"
    "\n"
    "The practice exchange by itself: Alpaca's protocol, HTTP and WebSocket on one port.\n"
    "Prints one line, listening on HOST:PORT, when it is ready. SIGTERM or SIGINT ends it.\n"
    "\n"
    "  --listen HOST:PORT     else 127.0.0.1:0; port 0 is any free one\n"
    "  --tape FILE            a recorded tape; else the market in the box\n"
    "  --history FILE         daily bars, may be repeated; else every bars_1d* beside the tape\n"
    "  --options FILE         a tape of options that plays beside it\n"
    "  --news FILE            news, an object a line; else made up with the market in the box\n"
    "  --corporate-actions FILE\n"
    "                         splits and dividends; else corporate_actions.jsonl beside the tape\n"
    "  --plan NAME            plus (the default), or basic: no recent SIP data, no OPRA\n"
    "  --speed N              seconds of the tape a second; else 1\n"
    "  --start HH:MM          begin at this time in New York; else 09:25\n"
    "  --loop                 play the tape again and again, as the days that follow\n"
    "  --account KIND         seeded (the default: two positions of the day before) or empty\n"
    "  --fills RULE           strict (the default), or alpaca-paper (ignores displayed sizes)\n"
    "  --seed S               the same seed, the same ids and the same market in the box\n"
    "  --data FOLDER          keep the account there; else nothing outlives the run\n"
    "  --fresh                set aside the account that is in the folder\n"
    "  --key K, --secret S    the keys of the toy account; else PKPRACTICE, practice-secret\n"
    "  --rate-limit N         requests a minute; else 200; 0 is no limit\n"
    "  --connections N        data streams at one time, per path; 0 (the default) is no limit\n"
    "  --symbols N            entries of a data stream; 0 (the default) is no limit\n"
    "  --faults FILE|PROFILE  bad weather between it and its clients, drawn from the seed: calm,\n"
    "                         drops, half-open, slow-network, garbage, updates, refusals,\n"
    "                         server-errors, lost-answers, slow-consumer, skewed-clock,\n"
    "                         odd-market, storm\n";

constexpr const char* kIndicators =
    "Usage: tapedeck indicators --tape FILE|--bars FILE --symbol SYMBOL [--timeframe TIMEFRAME]\n"
    "\n"
    "Writes every indicator of one symbol as CSV, a row a trade or a bar.\n"
    "\n"
    "  --tape FILE            a recorded tape\n"
    "  --bars FILE            a file of bars\n"
    "  --symbol SYMBOL        such as AAPL\n"
    "  --timeframe TIMEFRAME  tick, 1Sec, 5Sec, 1Min, 5Min, 1Hour or 1Day\n";

constexpr const char* kKill =
    "Usage: tapedeck kill [--flatten] [--mode MODE] [--data FOLDER]\n"
    "\n"
    "Presses the kill switch of what runs: no order passes, open orders are canceled, and each\n"
    "cancellation is confirmed by the broker. It holds across restarts, until it is released.\n"
    "SIGUSR1 to the workstation does the same, without --flatten.\n"
    "\n"
    "  --flatten              close the positions too, once the cancellations are confirmed;\n"
    "                         what cannot be closed now is listed, and closed when it can be\n"
    "  --mode MODE            practice, paper or live; else all\n"
    "  --data FOLDER          the folder with a folder for each mode; else the user's\n";

constexpr const char* kRelease =
    "Usage: tapedeck release [--mode MODE] [--data FOLDER]\n"
    "\n"
    "Releases the kill switch of what runs. Shows a phrase and reads it from standard input.\n"
    "\n"
    "  --mode MODE            practice, paper or live\n"
    "  --data FOLDER          the folder with a folder for each mode; else the user's\n";

constexpr const char* kLive =
    "Usage: tapedeck live [unlock] [--data FOLDER]\n"
    "\n"
    "Says what has to be so before real money may be traded, and what was found: the record of\n"
    "paper trading, each trade of it looked up at the broker; the limits; the keys.\n"
    "Ends with 0 where all of it is so, else with 77.\n"
    "\n"
    "  unlock                 unlocks live trading by a phrase that is typed, where all of it is\n"
    "                         so; Tapedeck must not be running in live mode. A kill, or a\n"
    "                         position that differs from the broker's, locks it again\n"
    "  --data FOLDER          the folder with a folder for each mode; else the user's\n"
    "\n"
    "TAPEDECK_ALLOW_LIVE=0 in the environment forbids live trading whatever else is so.\n";

constexpr const char* kReplay =
    "Usage: tapedeck replay SESSION\n"
    "\n"
    "Plays a recorded session through the engine and prints events=N seconds=S digest=HEX.\n"
    "Ends with 65 where the digest is not the one that the run itself wrote.\n";

constexpr const char* kNewsReport =
    "Usage: tapedeck news-report [--mode MODE] [--data FOLDER] [--since DAY]\n"
    "\n"
    "Compares the sources of news by what the journal has of them: for each how many stories it\n"
    "told, which part of all that is, how often it was the first, and its delay in seconds.\n"
    "\n"
    "  --mode MODE            practice, paper or live; needed where there are several\n"
    "  --data FOLDER          the folder with a folder for each mode; else the user's\n"
    "  --since DAY            from this New York day on: 2024-01-31\n";

constexpr const char* kScoreNews =
    "Usage: tapedeck score-news < HEADLINES\n"
    "\n"
    "Reads one headline a line and writes, separated by tabs, its score from -1 to 1, positive,\n"
    "neutral or negative, and the words that made it, separated by commas.\n";

constexpr const char* kSimulate =
    "Usage: tapedeck simulate --seeds A..B [--days N] [--journal memory|sqlite]\n"
    "\n"
    "Plays days of bad luck through engine, broker deck, journal and practice exchange: a\n"
    "market, a person at the buttons, a network that delays, repeats, garbles and loses, a disk\n"
    "that is full or slow, crashes at every point where something is written; and holds each step\n"
    "against what must never happen. Of a seed that fails it prints what happened last, what was\n"
    "violated, and how to play it again; then days=N violations=N ... days_per_second=R. The same\n"
    "seed is the same days.\n"
    "\n"
    "  --seeds A..B           a seed, or the first and the last\n"
    "  --days N               days for each seed, with a night between them; 1\n"
    "  --journal KIND         memory, or sqlite: the real journal in a temporary file, slower;\n"
    "                         memory\n";

constexpr const char* kStatus =
    "Usage: tapedeck status [--json] [--mode MODE] [--data FOLDER]\n"
    "\n"
    "Says how the running instance is, and whether the kill switch is set.\n"
    "\n"
    "  --json                 one line of JSON a running instance\n"
    "  --mode MODE            practice, paper or live; else all\n"
    "  --data FOLDER          the folder with a folder for each mode; else the user's\n";

constexpr std::array kPages{Page{"audit", kAudit},
                            Page{"backtest", kBacktest},
                            Page{"bench", kBench},
                            Page{"decode", kDecode},
                            Page{"exchange", kExchange},
                            Page{"indicators", kIndicators},
                            Page{"kill", kKill},
                            Page{"live", kLive},
                            Page{"news-report", kNewsReport},
                            Page{"release", kRelease},
                            Page{"replay", kReplay},
                            Page{"score-news", kScoreNews},
                            Page{"simulate", kSimulate},
                            Page{"status", kStatus}};

} // namespace

QString commandHelp(const QString& command)
{
    for (const Page& page : kPages) {
        if (command == QLatin1String{page.command})
            return QString::fromUtf8(page.text);
    }
    return {};
}

} // namespace tapedeck::commands
