#include "app/store/latch_writer.h"

#include <utility>

namespace tapedeck::store {

LatchWriter::LatchWriter(KillLatchFile file, std::function<void(const Error&)> trouble)
    : m_file{std::move(file)}, m_trouble{std::move(trouble)},
      m_isKilled{m_file.read().killed}, m_thread{[this] { run(); }}
{}

LatchWriter::~LatchWriter()
{
    {
        const std::lock_guard lock{m_mutex};
        m_isEnding = true;
    }
    m_news.notify_all();
    m_thread.join();
}

void LatchWriter::set(std::string by, Timestamp at)
{
    ask({true, std::move(by), at});
}

void LatchWriter::clear()
{
    ask({});
}

void LatchWriter::ask(Wish wish)
{
    {
        const std::lock_guard lock{m_mutex};
        const bool isDone = m_isKilled == wish.killed && (m_wish || m_last);
        if (isDone)
            return;
        m_isKilled = wish.killed;
        m_wish = std::move(wish);
    }
    m_news.notify_all();
}

std::optional<Result<void>> LatchWriter::outcome(std::chrono::milliseconds patience)
{
    std::unique_lock lock{m_mutex};
    if (!m_news.wait_for(lock, patience, [this] { return !m_wish; }))
        return std::nullopt;
    return m_last;
}

void LatchWriter::run()
{
    std::unique_lock lock{m_mutex};
    for (;;) {
        m_news.wait(lock, [this] { return m_wish || m_isEnding; });
        if (!m_wish)
            return;
        const Wish wish = *m_wish;
        lock.unlock();
        const auto done = wish.killed ? m_file.set(wish.by, wish.at) : m_file.clear();
        if (!done)
            m_trouble(done.error());
        lock.lock();
        m_last = done;
        // Another may have come meanwhile.
        if (m_wish->killed == wish.killed)
            m_wish.reset();
        m_news.notify_all();
    }
}

} // namespace tapedeck::store
