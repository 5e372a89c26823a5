#pragma once

#include <QByteArray>
#include <QIODevice>

namespace tapedeck::commands {

/// Turns the export's lines of JSON into comma-separated values (RFC 4180, lines end with a line
/// feed), as they are written to it, and passes them on. The columns are in docs/command-line.md.
class AuditCsv final : public QIODevice
{
public:
    /// Writes the header at once. `out` must be open, and outlive this.
    explicit AuditCsv(QIODevice& out);

protected:
    qint64 readData(char* data, qint64 size) override;
    qint64 writeData(const char* data, qint64 size) override;

private:
    [[nodiscard]] bool pass(const QByteArray& bytes);

    QIODevice& m_out;
    QByteArray m_pending; ///< of a line whose end has not come
};

} // namespace tapedeck::commands
