#pragma once

#include "base/hash.h"
#include "engine/engine.h"
#include "engine/output_digest.h"
#include "tape/block_file.h"

#include <optional>
#include <string>

/// A session: every input of one run of the engine, and at the end what came of it.
namespace tapedeck {

/// What a session's closing block says of its run.
struct SessionResult
{
    std::uint64_t inputs = 0;
    std::uint64_t outputs = 0;
    Digest digest{};
    TAPEDECK_FIELDS(self.inputs, self.outputs, self.digest)
    friend bool operator==(const SessionResult&, const SessionResult&) = default;
};

/// Writes inputs as they were stepped. Readable up to the last whole block after a crash.
class SessionRecorder
{
public:
    /// `sink` and `symbols` must outlive the recorder. `symbols`: the engine's table. Errors: Io.
    [[nodiscard]] static Result<SessionRecorder> create(ByteSink& sink, const Symbols& symbols);

    Result<void> append(const Input& in);
    /// Ends the block in hand, so that what was recorded survives a crash. Errors: Io.
    Result<void> flush() { return m_writer.flush(); }
    Result<void> close(const SessionResult& result);
    [[nodiscard]] std::uint64_t inputs() const noexcept { return m_writer.records(); }

private:
    SessionRecorder(BlockWriter writer, const Symbols& symbols)
        : m_writer{std::move(writer)}, m_symbols{&symbols}
    {}

    BlockWriter m_writer;
    const Symbols* m_symbols;
    std::string m_bytes;
};

/// The outcome of playing a session again.
struct Replay
{
    SessionResult played;
    std::uint64_t marketEvents = 0;
    std::optional<SessionResult> recorded; ///< nothing: the run was cut off
    std::string note;                      ///< on how the file ended, if not as it should

    [[nodiscard]] bool agrees() const noexcept { return !recorded || *recorded == played; }
};

/// Plays a session through an engine of its own. Errors: Malformed, Unsupported, Io.
[[nodiscard]] Result<Replay> replaySession(ByteSource& source);

} // namespace tapedeck
