#pragma once

#include "app/alpaca/rest_port.h"
#include "app/runtime/inbox.h"

#include <memory>
#include <mutex>

namespace tapedeck::alpaca {

/// Asks the broker's REST from another thread and brings the answers back to it. None comes after
/// its end.
class RestAsker
{
public:
    /// `rest` outlives it, and may be null: then nothing can be asked.
    explicit RestAsker(RestPort* rest);
    ~RestAsker();
    RestAsker(const RestAsker&) = delete;
    RestAsker& operator=(const RestAsker&) = delete;

    [[nodiscard]] bool canAsk() const noexcept { return m_rest != nullptr; }
    /// On the thread to which the answers come; `context` lives there and outlives this.
    void attach(QObject* context);
    /// Precondition: canAsk().
    void ask(RestCall call, RestPort::Reply reply);

private:
    /// An answer on its way to this thread.
    struct Answer
    {
        RestPort::Reply reply;
        RestAnswer answer;
    };
    /// Outlives the asker where an answer is under way.
    struct Address
    {
        std::mutex mutex;
        RestAsker* asker = nullptr; ///< under mutex; null when it is gone
    };

    RestPort* m_rest;
    runtime::Inbox<Answer> m_answers;
    std::shared_ptr<Address> m_address = std::make_shared<Address>();
};

} // namespace tapedeck::alpaca
