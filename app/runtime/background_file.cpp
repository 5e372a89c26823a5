#include "app/runtime/background_file.h"

namespace tapedeck::runtime {

BackgroundFile::BackgroundFile(std::unique_ptr<FileSink> file)
    : m_file{std::move(file)}, m_thread{[this] { run(); }}
{}

BackgroundFile::~BackgroundFile()
{
    {
        const std::lock_guard lock{m_mutex};
        m_ending = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

Result<void> BackgroundFile::write(std::string_view bytes)
{
    {
        const std::lock_guard lock{m_mutex};
        if (m_error)
            return tl::unexpected<Error>{*m_error};
        if (m_waitingBytes + bytes.size() > kWaitingBytesMax)
            return fail(ErrorCode::Io, "the disk does not keep up; recording stops here");
        m_waiting.emplace_back(bytes);
        m_waitingBytes += bytes.size();
    }
    m_wake.notify_one();
    return {};
}

void BackgroundFile::run()
{
    std::unique_lock lock{m_mutex};
    for (;;) {
        m_wake.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        const std::string bytes = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_waitingBytes -= bytes.size();
        if (m_error)
            continue;
        lock.unlock();
        const auto written = m_file->write(bytes);
        lock.lock();
        if (!written)
            m_error = written.error();
    }
}

} // namespace tapedeck::runtime
