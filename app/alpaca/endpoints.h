#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "config/document.h"
#include "trading/keys.h"

#include <QString>
#include <QUrl>

#include <utility>

namespace tapedeck::alpaca {

template <Mode M>
class EndpointsOf;

/// Where the broker answers. The hosts of paper and live stand in the code and nowhere else.
struct Endpoints
{
    QUrl trading;
    QUrl data;
    QUrl marketStream;
    QUrl tradingStream;
    QUrl newsStream;

    /// Of option contracts; not for OptionFeed::Off.
    [[nodiscard]] QUrl optionStream(OptionFeed feed) const;

    [[nodiscard]] static EndpointsOf<Mode::Paper> paper(FeedSource feed);
    [[nodiscard]] static EndpointsOf<Mode::Live> live(FeedSource feed);
    /// One address and port for everything. Errors: Refused (an address that is not loopback).
    [[nodiscard]] static Result<EndpointsOf<Mode::Practice>>
    practice(const QString& host, int port, FeedSource feed = FeedSource::Iex);
};

/// The endpoints of one mode: only Endpoints makes them.
template <Mode M>
class EndpointsOf
{
public:
    [[nodiscard]] const Endpoints& get() const noexcept { return m_endpoints; }

private:
    friend struct Endpoints;
    explicit EndpointsOf(Endpoints endpoints) : m_endpoints{std::move(endpoints)} {}

    Endpoints m_endpoints;
};

template <Mode M>
class LoginOf;

/// Hosts with the keys that belong to them. Feed and broker need one each.
class Login
{
public:
    [[nodiscard]] static LoginOf<Mode::Paper> paper(PaperKeys keys, FeedSource feed);
    [[nodiscard]] static LoginOf<Mode::Live> live(LiveKeys keys, FeedSource feed);
    /// Errors: Refused (an address that is not loopback).
    [[nodiscard]] static Result<LoginOf<Mode::Practice>>
    practice(PracticeKeys keys, const QString& host, int port, FeedSource feed = FeedSource::Iex);
    Login(Login&&) noexcept = default;
    Login& operator=(Login&&) = delete; // one of a mode could become another's
    Login(const Login&) = delete;
    Login& operator=(const Login&) = delete;
    ~Login() = default;
    [[nodiscard]] Login duplicate() const;

    [[nodiscard]] Mode mode() const noexcept { return m_mode; }
    [[nodiscard]] const Endpoints& endpoints() const noexcept { return m_endpoints; }
    [[nodiscard]] FeedSource feed() const noexcept { return m_feed; }
    [[nodiscard]] const Secret& id() const noexcept { return m_id; }
    [[nodiscard]] const Secret& secret() const noexcept { return m_secret; }

private:
    template <Mode M>
    friend class LoginOf;
    Login(Mode mode, Endpoints endpoints, FeedSource feed, Secret id, Secret secret)
        : m_mode{mode}, m_endpoints{std::move(endpoints)}, m_feed{feed}, m_id{std::move(id)},
          m_secret{std::move(secret)}
    {}

    Mode m_mode;
    Endpoints m_endpoints;
    FeedSource m_feed;
    Secret m_id;
    Secret m_secret;
};

/// The login of one mode: made of its keys and of its hosts, so that those of paper cannot build a
/// live broker.
template <Mode M>
class LoginOf : public Login
{
public:
    LoginOf(Keys<M> keys, const EndpointsOf<M>& endpoints, FeedSource feed)
        : Login{M, endpoints.get(), feed, std::move(keys.id), std::move(keys.secret)}
    {}
};

} // namespace tapedeck::alpaca
