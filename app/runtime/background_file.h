#pragma once

#include "app/runtime/file_bytes.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tapedeck::runtime {

/// A sink whose bytes are written by a thread of its own, so that a slow disk holds nobody up. What
/// goes wrong is said by the next write.
class BackgroundFile final : public ByteSink
{
public:
    /// Bytes that may wait before a write is refused: the disk has stopped taking them.
    static constexpr std::size_t kWaitingBytesMax = std::size_t{256} << 20U;

    explicit BackgroundFile(std::unique_ptr<FileSink> file);
    /// Writes what waits, then ends.
    ~BackgroundFile() override;

    /// Returns at once. Errors: Io (an earlier write failed, or too much waits).
    Result<void> write(std::string_view bytes) override;

private:
    void run();

    std::unique_ptr<FileSink> m_file;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::string> m_waiting; ///< under m_mutex, as are the next three
    std::size_t m_waitingBytes = 0;
    std::optional<Error> m_error;
    bool m_ending = false;
    std::thread m_thread; ///< last: it uses all of the above
};

} // namespace tapedeck::runtime
