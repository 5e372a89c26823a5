#include "app/alpaca/rest_asker.h"

#include <utility>

namespace tapedeck::alpaca {

RestAsker::RestAsker(RestPort* rest) : m_rest{rest}
{
    m_address->asker = this;
}

RestAsker::~RestAsker()
{
    const std::lock_guard lock{m_address->mutex};
    m_address->asker = nullptr;
}

void RestAsker::attach(QObject* context)
{
    m_answers.attach(context, [this] {
        for (const Answer& answer : m_answers.takeAll())
            answer.reply(answer.answer);
    });
}

void RestAsker::ask(RestCall call, RestPort::Reply reply)
{
    m_rest->ask(std::move(call),
                [address = m_address, reply = std::move(reply)](const RestAnswer& answer) {
                    const std::lock_guard lock{address->mutex};
                    if (address->asker != nullptr)
                        address->asker->m_answers.push(Answer{reply, answer});
                });
}

} // namespace tapedeck::alpaca
