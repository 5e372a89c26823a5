#include "screen.h"

#include <QFile>
#include <QtEndian>

namespace tapedeck::scenario {

namespace {

/// Xvfb keeps its screen in a file in the format of xwd: 25 numbers, a title, colours, pixels.
/// Source: X11/XWDFile.h, version 7.
QImage pictureIn(const QByteArray& bytes)
{
    constexpr int kNumbers = 25;
    constexpr int kColourBytes = 12;
    if (bytes.size() < kNumbers * 4)
        return {};
    const auto number = [&](int index) {
        return static_cast<int>(qFromBigEndian<quint32>(bytes.constData() + index * 4));
    };
    const int width = number(4);
    const int height = number(5);
    const int bitsPerPixel = number(11);
    const int bytesPerLine = number(12);
    const qsizetype start = number(0) + qsizetype{number(19)} * kColourBytes;
    if (bitsPerPixel != 32 || bytes.size() < start + qsizetype{bytesPerLine} * height)
        return {};
    const auto* pixels = reinterpret_cast<const uchar*>(bytes.constData() + start);
    return QImage{pixels, width, height, bytesPerLine, QImage::Format_RGB32}.copy();
}

} // namespace

Screen::Screen(const Home& home) : m_environment{home.environment()}
{
    m_server.start("Xvfb",
                   {"-displayfd",
                    "1",
                    "-screen",
                    "0",
                    "1280x800x24",
                    "-nolisten",
                    "tcp",
                    "-fbdir",
                    m_memory.path()});
    EXPECT_TRUE(m_server.waitForStarted()) << "Xvfb is not installed";
    QByteArray said;
    const bool ready = until([&] {
        said += m_server.readAllStandardOutput();
        return said.endsWith('\n') || m_server.state() == QProcess::NotRunning;
    });
    EXPECT_TRUE(ready && said.endsWith('\n')) << m_server.readAllStandardError().toStdString();
    m_environment.insert("DISPLAY", ":" + QString::fromLatin1(said.trimmed()));
    m_environment.insert("QT_QPA_PLATFORM", "xcb");
}

Screen::~Screen()
{
    m_server.terminate();
    m_server.waitForFinished();
}

QImage Screen::picture() const
{
    QFile file{m_memory.filePath("Xvfb_screen0")};
    return file.open(QIODevice::ReadOnly) ? pictureIn(file.readAll()) : QImage{};
}

void Screen::click(QPoint at)
{
    doTool({"mousemove", QString::number(at.x()), QString::number(at.y()), "click", "1"});
}

void Screen::press(const QString& keys, const QString& title)
{
    doTool({"search",
            "--sync",
            "--onlyvisible",
            "--name",
            title,
            "windowfocus",
            "--sync",
            "key",
            keys});
}

void Screen::doTool(const QStringList& arguments)
{
    QProcess tool;
    tool.setProcessEnvironment(m_environment);
    tool.start("xdotool", arguments);
    ASSERT_TRUE(tool.waitForStarted()) << "xdotool is not installed";
    ASSERT_TRUE(until([&] { return tool.state() == QProcess::NotRunning; }));
    EXPECT_EQ(tool.exitCode(), 0) << tool.readAllStandardError().toStdString();
}

int countOf(const QImage& picture, const QColor& colour)
{
    int count = 0;
    for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x)
            count += (picture.pixel(x, y) | 0xFF000000U) == colour.rgb() ? 1 : 0;
    }
    return count;
}

QRect boundsOf(const QImage& picture, const QColor& colour, const QRect& area)
{
    QRect bounds;
    const QRect within = area & picture.rect();
    for (int y = within.top(); y <= within.bottom(); ++y) {
        for (int x = within.left(); x <= within.right(); ++x) {
            if ((picture.pixel(x, y) | 0xFF000000U) == colour.rgb())
                bounds |= QRect{x, y, 1, 1};
        }
    }
    return bounds;
}

QRect firstRun(const QImage& picture, const QColor& colour, const QRect& area, int widthMin)
{
    const QRect within = area & picture.rect();
    for (int y = within.top(); y <= within.bottom(); ++y) {
        int width = 0;
        for (int x = within.left(); x <= within.right() + 1; ++x) {
            const bool same =
                x <= within.right() && (picture.pixel(x, y) | 0xFF000000U) == colour.rgb();
            if (!same && width >= widthMin)
                return {x - width, y, width, 1};
            width = same ? width + 1 : 0;
        }
    }
    return {};
}

} // namespace tapedeck::scenario
