#pragma once

#include "app/launch_options.h"
#include "app/practice/credentials.h"
#include "app/practice/options.h"
#include "bench_arguments.h"

#include <QNetworkRequest>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QUrl>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <vector>

/// What the programs that measure the workstation share.
namespace tapedeck::bench {

/// Of figures that are not empty, each at or above so many of a thousand of them.
struct Percentiles
{
    explicit Percentiles(std::vector<double> figures)
    {
        std::sort(figures.begin(), figures.end());
        const auto at = [&](std::size_t permille) {
            return figures[std::min(figures.size() - 1, figures.size() * permille / 1000)];
        };
        count = figures.size();
        p50 = at(500);
        p90 = at(900);
        p99 = at(990);
        max = figures.back();
    }

    std::size_t count = 0;
    double p50 = 0;
    double p90 = 0;
    double p99 = 0;
    double max = 0;
};

/// Sockets and settings of this process alone, and no display where there is none. Before the
/// application is made.
class OwnSession
{
public:
    OwnSession()
    {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && !qEnvironmentVariableIsSet("DISPLAY"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
        QStandardPaths::setTestModeEnabled(true);
    }

private:
    QTemporaryDir m_runtime;
};

/// The market in the box from 10:00 on, without a limit of requests.
inline practice::PracticeOptions exchangeOptions(const QTemporaryDir& home)
{
    practice::PracticeOptions options;
    options.dataFolder = home.filePath("exchange").toStdString();
    options.start = std::chrono::hours{10};
    options.seed = 1;
    options.rateLimit = 0;
    return options;
}

/// At that exchange, and nobody trades by itself.
inline LaunchOptions quietOptions(const QTemporaryDir& home, std::uint16_t port)
{
    const QString config = home.filePath("config.yaml");
    std::ofstream{config.toStdString()}
        << "instances: []\ndetectors:\n  price_z:\n    enabled: false\n";
    LaunchOptions options;
    options.exchange = QStringLiteral("127.0.0.1:%1").arg(port);
    options.data = home.filePath("data");
    options.config = config;
    return options;
}

/// With the keys of practice.
inline QNetworkRequest exchangeRequest(std::uint16_t port, const char* path)
{
    QNetworkRequest request{
        QUrl{QStringLiteral("http://127.0.0.1:%1%2").arg(port).arg(QLatin1String{path})}};
    request.setRawHeader("APCA-API-KEY-ID", practice::kPracticeKey.data());
    request.setRawHeader("APCA-API-SECRET-KEY", practice::kPracticeSecret.data());
    return request;
}

} // namespace tapedeck::bench
