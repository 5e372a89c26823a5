#include "ui/style/theme.h"

#include "ui/style/colours.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QStyleFactory>
#include <QSvgRenderer>

#include <array>

// Outside every namespace, as the macro demands: a static library's resources need it.
static void loadResources()
{
    Q_INIT_RESOURCE(tapedeck);
}

namespace tapedeck {

namespace {

QPalette paletteOf(const Colours& colours)
{
    QPalette palette;
    palette.setColor(QPalette::Window, colours.window);
    palette.setColor(QPalette::WindowText, colours.text);
    palette.setColor(QPalette::Base, colours.panel);
    palette.setColor(QPalette::AlternateBase, colours.raised);
    palette.setColor(QPalette::Text, colours.text);
    palette.setColor(QPalette::PlaceholderText, colours.muted);
    palette.setColor(QPalette::Button, colours.raised);
    palette.setColor(QPalette::ButtonText, colours.text);
    palette.setColor(QPalette::BrightText, colours.bad);
    palette.setColor(QPalette::Highlight, colours.accent);
    palette.setColor(QPalette::HighlightedText, colours.onAccent);
    palette.setColor(QPalette::Link, colours.accent);
    palette.setColor(QPalette::ToolTipBase, colours.raised);
    palette.setColor(QPalette::ToolTipText, colours.text);
    palette.setColor(QPalette::Mid, colours.border);
    palette.setColor(QPalette::Dark, colours.border);
    palette.setColor(QPalette::Shadow, colours.window);
    palette.setColor(QPalette::Light, colours.raised);
    palette.setColor(QPalette::Disabled, QPalette::Text, colours.muted);
    palette.setColor(QPalette::Disabled, QPalette::ButtonText, colours.muted);
    palette.setColor(QPalette::Disabled, QPalette::WindowText, colours.muted);
    return palette;
}

/// The sheet with its @names replaced; longer names first, since @up begins @upSoft.
QString styleSheetOf(const Colours& colours)
{
    QFile file{QStringLiteral(":/themes/tapedeck.qss")};
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const std::array<std::pair<const char*, QColor>, 25> names = {{
        {"@onAccent", colours.onAccent},
        {"@onKill", colours.onKill},
        {"@accentSoft", blended(colours.accent, colours.panel, 0.16)},
        {"@badSoft", blended(colours.bad, colours.panel, 0.14)},
        {"@warnSoft", blended(colours.warn, colours.panel, 0.14)},
        {"@practiceSoft", blended(colours.practice, colours.panel, 0.16)},
        {"@upSoft", blended(colours.up, colours.panel, 0.16)},
        {"@killHover", colours.kill.lighter(112)},
        {"@killDown", colours.kill.darker(120)},
        {"@secondary", colours.secondary},
        {"@selected", colours.selected},
        {"@practice", colours.practice},
        {"@window", colours.window},
        {"@raised", colours.raised},
        {"@border", colours.border},
        {"@accent", colours.accent},
        {"@panel", colours.panel},
        {"@hover", colours.hover},
        {"@muted", colours.muted},
        {"@text", colours.text},
        {"@warn", colours.warn},
        {"@down", colours.down},
        {"@kill", colours.kill},
        {"@bad", colours.bad},
        {"@up", colours.up},
    }};
    for (const auto& [name, colour] : names)
        sheet.replace(QLatin1String{name}, colour.name());
    return sheet;
}

/// Draws a one-colour SVG in the text colour of the moment, so a new theme needs no new icons.
class TintedIconEngine : public QIconEngine
{
public:
    explicit TintedIconEngine(QByteArray svg) : m_svg{std::move(svg)} {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const Colours& colours = coloursNow();
        const QColor colour = mode == QIcon::Disabled ? colours.muted
                              : state == QIcon::On    ? colours.accent
                              : mode == QIcon::Active ? colours.text
                                                      : colours.secondary;
        QByteArray svg = m_svg;
        svg.replace("currentColor", colour.name().toLatin1());
        QSvgRenderer{svg}.render(painter, QRectF{rect});
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap{size};
        pixmap.fill(Qt::transparent);
        QPainter painter{&pixmap};
        paint(&painter, QRect{QPoint{0, 0}, size}, mode, state);
        return pixmap;
    }
    [[nodiscard]] QIconEngine* clone() const override { return new TintedIconEngine{m_svg}; }

private:
    QByteArray m_svg;
};

} // namespace

void applyTheme(QApplication& application, Theme theme)
{
    loadResources();
    // What the desktop wears, looked at once before it is covered by our own palette.
    static const bool kSystemIsDark = coloursNow().dark;
    const bool dark = theme == Theme::Dark || (theme == Theme::System && kSystemIsDark);
    const Colours& colours = dark ? darkColours() : lightColours();
    application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    application.setPalette(paletteOf(colours));
    application.setFont(fontOf(TextSize::Normal));
    application.setStyleSheet(styleSheetOf(colours));
}

QFont fontOf(TextSize size)
{
    QFont font;
    font.setFamilies({QStringLiteral("Noto Sans"),
                      QStringLiteral("Segoe UI"),
                      QStringLiteral("DejaVu Sans"),
                      QStringLiteral("sans-serif")});
    font.setStyleHint(QFont::SansSerif);
    switch (size) {
    case TextSize::Small:
        font.setPixelSize(11);
        break;
    case TextSize::Normal:
        font.setPixelSize(12);
        break;
    case TextSize::Strong:
        font.setPixelSize(12);
        font.setBold(true);
        break;
    case TextSize::Large:
        font.setPixelSize(15);
        font.setBold(true);
        break;
    case TextSize::Title:
        font.setPixelSize(18);
        font.setBold(true);
        break;
    }
    return font;
}

QIcon iconOf(const QString& name)
{
    loadResources();
    QFile file{QStringLiteral(":/icons/%1.svg").arg(name)};
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon{new TintedIconEngine{file.readAll()}};
}

QIcon applicationIcon()
{
    loadResources();
    return QIcon{QStringLiteral(":/icons/tapedeck.svg")};
}

} // namespace tapedeck
