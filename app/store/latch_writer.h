#pragma once

#include "app/store/kill_latch_file.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tapedeck::store {

/// The kill switch's file, written on a thread of its own: a disk that takes its time must stand
/// neither before a kill's cancellations nor before its answer. Thread-safe.
class LatchWriter
{
public:
    /// `trouble` is called on that thread.
    LatchWriter(KillLatchFile file, std::function<void(const Error&)> trouble);
    LatchWriter(const LatchWriter&) = delete;
    LatchWriter& operator=(const LatchWriter&) = delete;
    /// What was asked for last is done first.
    ~LatchWriter();

    [[nodiscard]] KillLatchFile::State read() const { return m_file.read(); }
    /// Who set it first stands in the file.
    void set(std::string by, Timestamp at);
    void clear();
    /// Waits so long at most. Nothing: what was asked for last is not done yet. Errors: Io.
    [[nodiscard]] std::optional<Result<void>> outcome(std::chrono::milliseconds patience);

private:
    struct Wish
    {
        bool killed = false;
        std::string by;
        Timestamp at;
    };

    void run();
    void ask(Wish wish);

    KillLatchFile m_file;
    std::function<void(const Error&)> m_trouble;
    std::mutex m_mutex;
    std::condition_variable m_news;
    std::optional<Wish> m_wish; ///< under m_mutex, as is all below; nothing: done
    bool m_isKilled = false;    ///< as was asked for last
    bool m_isEnding = false;
    Result<void> m_last; ///< how the last one ended
    std::thread m_thread;
};

} // namespace tapedeck::store
