#include "app/vault/key_store.h"

#include "base/check.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace tapedeck::vault {

namespace {

using Status = CredentialPort::Status;
using Storage = CredentialPort::Storage;

constexpr char kSeparator = '\n';

QString entryOf(Mode mode)
{
    const std::string_view name = toString(mode);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

std::string_view withoutSpaceAround(std::string_view text) noexcept
{
    constexpr std::string_view kSpace = " \t\r\n";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// What is wrong with a key, or nothing. The text never holds a part of it.
std::optional<Error> problemWith(std::string_view key, const std::string& name)
{
    if (key.empty())
        return Error{ErrorCode::Malformed, "the " + name + " is empty"};
    const bool strange =
        std::any_of(key.begin(), key.end(), [](char c) { return c <= ' ' || c > '~'; });
    if (strange || key.size() > kKeyLengthMax)
        return Error{ErrorCode::Malformed,
                     "the " + name +
                         " has characters that no key has, or is too long; copy it once more"};
    return std::nullopt;
}

Secret secretOf(std::string_view text)
{
    std::vector<char> bytes{text.begin(), text.end()};
    return Secret::takeFrom(bytes);
}

/// The blob of the keychain: id, line break, secret.
Secret blobOf(const Secret& id, const Secret& secret)
{
    std::vector<char> bytes;
    bytes.reserve(id.reveal().size() + 1 + secret.reveal().size()); // moved nowhere on its way
    bytes.insert(bytes.end(), id.reveal().begin(), id.reveal().end());
    bytes.push_back(kSeparator);
    bytes.insert(bytes.end(), secret.reveal().begin(), secret.reveal().end());
    return Secret::takeFrom(bytes);
}

std::string hintOf(const Secret& id)
{
    const std::string_view text = id.reveal();
    // Of a short id the end would be all of it.
    return text.size() < 8 ? std::string{} : std::string{text.substr(text.size() - 4)};
}

} // namespace

KeyStore::KeyStore(Probes probes, std::chrono::milliseconds timeout, QObject* parent)
    : QObject{parent}, m_probes{std::move(probes)}, m_keychain{timeout}
{}

std::optional<KeyStore::Pair>& KeyStore::remembered(Mode mode)
{
    CHECK(mode != Mode::Practice);
    return m_thisRun[mode == Mode::Paper ? 0 : 1].pair;
}

std::string& KeyStore::problemOf(Mode mode)
{
    CHECK(mode != Mode::Practice);
    return m_thisRun[mode == Mode::Paper ? 0 : 1].problem;
}

void KeyStore::answerLater(std::function<void()> answer)
{
    QMetaObject::invokeMethod(this, std::move(answer), Qt::QueuedConnection);
}

void KeyStore::find(Mode mode, FoundReply reply)
{
    if (const auto& pair = remembered(mode)) {
        const auto found =
            std::make_shared<Found>(Found{Pair{pair->id.duplicate(), pair->secret.duplicate()},
                                          Storage::ThisRun,
                                          problemOf(mode)});
        answerLater([found, reply = std::move(reply)] { reply(std::move(*found)); });
        return;
    }
    m_keychain.read(entryOf(mode), [reply = std::move(reply)](Result<std::optional<Secret>> blob) {
        if (!blob) {
            reply({std::nullopt, Storage::ThisRun, blob.error().what});
            return;
        }
        if (!*blob) {
            reply({std::nullopt, Storage::Keychain, {}});
            return;
        }
        const std::string_view text = (*blob)->reveal();
        const std::size_t cut = text.find(kSeparator);
        if (cut == std::string_view::npos) {
            reply({std::nullopt,
                   Storage::Keychain,
                   "what the keychain holds for Tapedeck is not a pair of keys; "
                   "enter them again"});
            return;
        }
        reply({Pair{secretOf(text.substr(0, cut)), secretOf(text.substr(cut + 1))},
               Storage::Keychain,
               {}});
    });
}

void KeyStore::status(Mode mode, StatusReply reply)
{
    if (mode == Mode::Practice) {
        answerLater([reply = std::move(reply)] {
            reply(fail(ErrorCode::Unsupported, "the practice market needs no keys"));
        });
        return;
    }
    find(mode, [reply = std::move(reply)](const Found& found) {
        reply(Status{found.pair.has_value(),
                     found.storage,
                     found.pair ? hintOf(found.pair->id) : std::string{},
                     found.problem});
    });
}

void KeyStore::save(Mode mode, Secret keyId, Secret secret, StatusReply reply)
{
    const std::string_view id = withoutSpaceAround(keyId.reveal());
    const std::string_view key = withoutSpaceAround(secret.reveal());
    std::optional<Error> wrong = problemWith(id, "key ID");
    if (!wrong)
        wrong = problemWith(key, "secret key");
    if (mode == Mode::Practice)
        wrong = Error{ErrorCode::Unsupported, "the practice market needs no keys"};
    if (wrong) {
        answerLater([wrong = *wrong, reply = std::move(reply)] { reply(tl::unexpected{wrong}); });
        return;
    }
    const auto pair = std::make_shared<Pair>(Pair{secretOf(id), secretOf(key)});
    m_keychain.write(entryOf(mode),
                     blobOf(pair->id, pair->secret),
                     [this, mode, pair, reply = std::move(reply)](const Result<void>& written) {
                         Status status{true, Storage::Keychain, hintOf(pair->id), {}};
                         remembered(mode).reset();
                         if (!written) {
                             status.storage = Storage::ThisRun;
                             status.problem = "the keys are kept until Tapedeck ends, because " +
                                              written.error().what;
                             problemOf(mode) = status.problem;
                             remembered(mode) = std::move(*pair);
                         }
                         reply(status);
                     });
}

void KeyStore::forget(Mode mode, StatusReply reply)
{
    if (mode == Mode::Practice) {
        status(mode, std::move(reply));
        return;
    }
    remembered(mode).reset();
    m_keychain.remove(entryOf(mode), [reply = std::move(reply)](const Result<void>& removed) {
        if (!removed)
            reply(fail(ErrorCode::Unavailable,
                       "keys entered in this run are forgotten, but whether the keychain holds "
                       "others is not known: " +
                           removed.error().what));
        else
            reply(Status{false, Storage::Keychain, {}, {}});
    });
}

template <Mode M>
void KeyStore::load(std::function<void(Result<std::optional<Keys<M>>>)> reply)
{
    find(M, [reply = std::move(reply)](Found found) {
        if (!found.pair && !found.problem.empty()) {
            reply(fail(ErrorCode::Unavailable, found.problem));
            return;
        }
        std::optional<Keys<M>> keys;
        if (found.pair)
            keys = Keys<M>{std::move(found.pair->id), std::move(found.pair->secret)};
        reply(std::move(keys));
    });
}

void KeyStore::loadPaper(std::function<void(Result<std::optional<PaperKeys>>)> reply)
{
    load<Mode::Paper>(std::move(reply));
}

void KeyStore::loadLive(std::function<void(Result<std::optional<LiveKeys>>)> reply)
{
    load<Mode::Live>(std::move(reply));
}

void KeyStore::test(Mode mode, TestReply reply)
{
    const auto probe = [mode, reply](auto keys, const auto& ask) {
        if (!keys)
            reply(tl::unexpected{keys.error()});
        else if (!*keys)
            reply(fail(ErrorCode::NotFound,
                       "there are no keys for " + std::string{toString(mode)} +
                           " yet; enter them first"));
        else
            ask(std::move(**keys), reply);
    };
    switch (mode) {
    case Mode::Practice:
        answerLater(
            [reply] { reply(fail(ErrorCode::Unsupported, "the practice market needs no keys")); });
        return;
    case Mode::Paper:
        loadPaper([this, probe](auto keys) { probe(std::move(keys), m_probes.paper); });
        return;
    case Mode::Live:
        loadLive([this, probe](auto keys) { probe(std::move(keys), m_probes.live); });
        return;
    }
}

} // namespace tapedeck::vault
