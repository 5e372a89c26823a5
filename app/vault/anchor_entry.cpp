#include "app/vault/anchor_entry.h"

#include "base/check.h"

#include <QFileInfo>

#include <string>
#include <utility>

namespace tapedeck::vault {

namespace {

bool isBusThere()
{
    return !qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") ||
           QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + "/bus");
}

tl::unexpected<Error> noBus()
{
    return fail(ErrorCode::Unavailable,
                "there is no keychain, because this session has no D-Bus; start Tapedeck from a "
                "desktop session");
}

Result<std::optional<AuditAnchor>> anchorIn(Result<std::optional<Secret>> text, Mode mode)
{
    if (!text)
        return tl::unexpected{std::move(text.error())};
    if (!*text)
        return std::optional<AuditAnchor>{};
    auto anchor = parseAnchor((*text)->reveal());
    if (!anchor || anchor->mode != mode)
        return fail(ErrorCode::Malformed,
                    "what the keychain holds for the audit log of " + std::string{toString(mode)} +
                        " is not what Tapedeck wrote there");
    return std::optional{*anchor};
}

} // namespace

QString AnchorEntry::nameOf(Mode mode, const std::filesystem::path& journal)
{
    std::error_code error;
    const std::filesystem::path place = std::filesystem::absolute(journal, error);
    const Digest digest = sha256((error ? journal : place).lexically_normal().string());
    constexpr std::size_t kDigits = 16; // enough for the journals of one person
    return QString::fromStdString("anchor " + std::string{toString(mode)} + " " +
                                  toHex(digest).substr(0, kDigits));
}

AnchorEntry::AnchorEntry(Mode mode,
                         const std::filesystem::path& journal,
                         std::chrono::milliseconds timeout)
    : m_mode{mode}, m_name{nameOf(mode, journal)}, m_keychain{timeout, NewKeyring::Refused}
{}

void AnchorEntry::answerLater(std::function<void()> answer)
{
    QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
}

void AnchorEntry::read(ReadReply reply)
{
    if (!isBusThere()) {
        answerLater([reply = std::move(reply)] { reply(noBus()); });
        return;
    }
    m_keychain.read(m_name,
                    [mode = m_mode, reply = std::move(reply)](Result<std::optional<Secret>> text) {
                        reply(anchorIn(std::move(text), mode));
                    });
}

void AnchorEntry::write(const AuditAnchor& anchor, WriteReply reply)
{
    CHECK(anchor.mode == m_mode);
    if (!isBusThere()) {
        answerLater([reply = std::move(reply)] { reply(noBus()); });
        return;
    }
    std::string text = toText(anchor);
    m_keychain.write(m_name, Secret::takeFrom(text), std::move(reply));
}

} // namespace tapedeck::vault
