#include "backtest/session_file.h"

#include "config/load.h"

namespace tapedeck {

namespace {

/// Counts up with every change of an input's canonical bytes.
constexpr std::uint32_t kSessionVersion = 6;

/// What the engine takes for granted of an input, because whoever runs it has seen to it.
Result<void> checkInput(const Input& in, Timestamp before)
{
    if (in.at < before)
        return fail(ErrorCode::Malformed, "its time lies before that of the one before");
    const auto* started = std::get_if<input::Started>(&in.what);
    if (started == nullptr)
        return {};
    if (const auto issues = validate(started->config); !issues.empty())
        return fail(ErrorCode::Malformed, issues.front().path + " " + issues.front().message);
    if (started->savedState.empty())
        return {};
    return Engine::checkSavedState(started->savedState);
}

} // namespace

Result<SessionRecorder> SessionRecorder::create(ByteSink& sink, const Symbols& symbols)
{
    std::string metadata;
    CanonicalWriter{metadata}.put(kSessionVersion);
    auto writer = BlockWriter::create(sink, BlockFileKind::Session, metadata);
    if (!writer)
        return tl::unexpected<Error>{writer.error()};
    return SessionRecorder{std::move(*writer), symbols};
}

Result<void> SessionRecorder::append(const Input& in)
{
    m_bytes.clear();
    CanonicalWriter{m_bytes, m_symbols}.put(in);
    return m_writer.append(m_bytes);
}

Result<void> SessionRecorder::close(const SessionResult& result)
{
    return m_writer.close(canonicalBytes(result));
}

Result<Replay> replaySession(ByteSource& source)
{
    auto reader = BlockReader::open(source, BlockFileKind::Session);
    if (!reader)
        return tl::unexpected<Error>{reader.error()};
    const auto version = fromCanonicalBytes<std::uint32_t>(reader->metadata());
    if (!version || *version != kSessionVersion)
        return fail(ErrorCode::Unsupported,
                    "the session was recorded by another version of Tapedeck");

    Engine engine;
    OutputDigest digest;
    std::vector<Output> outputs;
    Replay replay;
    std::string_view record;
    Timestamp at;
    for (;;) {
        const auto more = reader->next(record);
        if (!more)
            return tl::unexpected<Error>{more.error()};
        if (!*more)
            break;
        // One at a time: the table must not know more symbols than the engine did at this input.
        const auto in = fromCanonicalBytes<Input>(record, &engine.symbols());
        if (!in)
            return fail(ErrorCode::Malformed,
                        "input " + std::to_string(replay.played.inputs + 1) +
                            " of the session cannot be read");
        if (const auto possible = checkInput(*in, at); !possible)
            return fail(possible.error().code,
                        "input " + std::to_string(replay.played.inputs + 1) +
                            " of the session: " + possible.error().what);
        at = in->at;
        outputs.clear();
        engine.step(*in, outputs);
        digest.add(outputs);
        ++replay.played.inputs;
        replay.marketEvents += std::holds_alternative<MarketEvent>(in->what) ? 1U : 0U;
    }
    replay.played.outputs = digest.count();
    replay.played.digest = digest.digest();
    replay.note = reader->endingNote();
    if (reader->end()) {
        const auto result = fromCanonicalBytes<SessionResult>(reader->end()->summary);
        if (!result)
            return fail(ErrorCode::Malformed, "the session's closing block cannot be read");
        replay.recorded = *result;
    }
    return replay;
}

} // namespace tapedeck
