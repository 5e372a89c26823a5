#include "app/credentials.h"

#include "app/alpaca/key_test.h"
#include "app/runtime/await.h"

#include <algorithm>
#include <array>

namespace tapedeck {

using runtime::await;

namespace {

/// What the keychain said, or what to do where it has none.
template <Mode M>
Result<Keys<M>> present(Result<std::optional<Keys<M>>> found)
{
    if (!found)
        return tl::unexpected<Error>{found.error()};
    const std::string mode{toString(M)};
    if (!*found)
        return fail(ErrorCode::NotFound,
                    "there are no keys for " + mode +
                        " trading yet: start `tapedeck` (practice), enter them in Settings, "
                        "Accounts, and start `tapedeck --" +
                        mode + "` again");
    return std::move(**found);
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
    return present(await<Result<std::optional<PaperKeys>>>(
        [this](auto reply) { m_store.loadPaper(std::move(reply)); }));
}

Result<LiveKeys> Credentials::liveKeys()
{
    return present(await<Result<std::optional<LiveKeys>>>(
        [this](auto reply) { m_store.loadLive(std::move(reply)); }));
}

bool Credentials::anyStored()
{
    constexpr std::array kModes{Mode::Paper, Mode::Live};
    return std::any_of(kModes.begin(), kModes.end(), [this](Mode mode) {
        const auto found =
            await<Result<Status>>([&](auto reply) { status(mode, std::move(reply)); });
        return found && found->present;
    });
}

} // namespace tapedeck
