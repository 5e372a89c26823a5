#pragma once

#include <QFont>
#include <QIcon>
#include <QString>

#include <cstdint>

class QApplication;

namespace tapedeck {

enum class Theme : std::uint8_t
{
    System, ///< dark where the desktop's own palette is dark
    Dark,
    Light,
};

/// Dresses the application: style, palette, font and style sheet. May be called again at any time.
void applyTheme(QApplication& application, Theme theme);

enum class TextSize : std::uint8_t
{
    Small,  ///< 11 px: headers, second lines
    Normal, ///< 12 px
    Strong, ///< 12 px bold
    Large,  ///< 15 px bold: symbols, figures of the tool bar
    Title,  ///< 18 px bold
};
/// All figures are of equal width in these, so columns of numbers do not dance.
[[nodiscard]] QFont fontOf(TextSize size);

/// One of resources/icons ("gear"), drawn in the text colour of the theme of the moment.
[[nodiscard]] QIcon iconOf(const QString& name);
/// The application's own, in its colours.
[[nodiscard]] QIcon applicationIcon();

} // namespace tapedeck
