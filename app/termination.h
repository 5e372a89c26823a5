#pragma once

#include <QObject>
#include <QSocketNotifier>

#include <memory>

namespace tapedeck {

/// SIGTERM and SIGINT as a Qt signal on the thread that made this. One at a time.
class Termination final : public QObject
{
    Q_OBJECT

public:
    explicit Termination(QObject* parent = nullptr);
    ~Termination() override;

signals:
    void requested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace tapedeck
