#include "app/credentials.h"

#include "app/alpaca/key_test.h"

#include <QEventLoop>

namespace tapedeck {

namespace {

template <Mode M>
using KeysReply = std::function<void(Result<std::optional<Keys<M>>>)>;

template <Mode M>
Result<Keys<M>> waitForKeys(const std::function<void(KeysReply<M>)>& load)
{
    std::optional<Result<std::optional<Keys<M>>>> answer;
    QEventLoop wait;
    load([&](Result<std::optional<Keys<M>>> keys) {
        answer.emplace(std::move(keys));
        wait.quit();
    });
    if (!answer)
        wait.exec();
    if (!*answer)
        return tl::unexpected<Error>{answer->error()};
    const std::string mode{toString(M)};
    if (!**answer)
        return fail(ErrorCode::NotFound,
                    "there are no keys for " + mode +
                        " trading yet: start `tapedeck` (practice), enter them in Settings, "
                        "Accounts, and start `tapedeck --" +
                        mode + "` again");
    return std::move(***answer);
}

} // namespace

Credentials::Credentials()
    : m_store{vault::Probes{[](PaperKeys keys, TestReply reply) {
                                alpaca::testKeys(std::move(keys), std::move(reply));
                            },
                            [](LiveKeys keys, TestReply reply) {
                                alpaca::testKeys(std::move(keys), std::move(reply));
                            }}}
{}

Result<PaperKeys> Credentials::paperKeys()
{
    return waitForKeys<Mode::Paper>(
        [this](KeysReply<Mode::Paper> reply) { m_store.loadPaper(std::move(reply)); });
}

Result<LiveKeys> Credentials::liveKeys()
{
    return waitForKeys<Mode::Live>(
        [this](KeysReply<Mode::Live> reply) { m_store.loadLive(std::move(reply)); });
}

bool Credentials::anyStored()
{
    bool any = false;
    for (const Mode mode : {Mode::Paper, Mode::Live}) {
        bool answered = false;
        QEventLoop wait;
        status(mode, [&](const Result<Status>& status) {
            any = any || (status && status->present);
            answered = true;
            wait.quit();
        });
        if (!answered)
            wait.exec();
    }
    return any;
}

} // namespace tapedeck
