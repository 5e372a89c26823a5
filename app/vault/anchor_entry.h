#pragma once

#include "app/vault/keychain.h"
#include "audit/anchor.h"
#include "trading/mode.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <filesystem>
#include <functional>

namespace tapedeck::vault {

/// The anchor of one journal, beside the keys in the system's keychain (service "tapedeck", entry
/// "anchor MODE PLACE"). A journal is known by the place of its file: so one that was removed and
/// begun anew is missed, and one in another data folder is another's.
///
/// Nobody is bothered for it: where no session bus runs none is started, and where there is no
/// keyring none is made, because a person would be asked for a password.
///
/// Lives on a thread with an event loop; answers come there, later.
class AnchorEntry final : public QObject, public AnchorPort
{
public:
    AnchorEntry(Mode mode, const std::filesystem::path& journal, std::chrono::milliseconds timeout);

    void read(ReadReply reply) override;
    void write(const AuditAnchor& anchor, WriteReply reply) override;

    /// "anchor paper 1f00c3..."; links on the way to the file are not followed.
    [[nodiscard]] static QString nameOf(Mode mode, const std::filesystem::path& journal);

private:
    void answerLater(std::function<void()> answer);

    Mode m_mode;
    QString m_name;
    Keychain m_keychain;
};

} // namespace tapedeck::vault
