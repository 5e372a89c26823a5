#include "app/commands/exchange.h"

#include <QCoreApplication>

/// `tapedeck exchange` without the rest of the program: started and killed by the tests.
int main(int argc, char** argv)
{
    const QCoreApplication application{argc, argv};
    return tapedeck::commands::exchangeCommand(QCoreApplication::arguments().mid(1));
}
