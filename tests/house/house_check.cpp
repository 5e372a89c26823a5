#include "house/rules.h"

#include <exception>
#include <iostream>

// house_check [FOLDER]: prints what breaks the rules of the house, a line each.
int main(int argc, char** argv)
{
    try {
        const auto tree = tapedeck::house::readTree(argc > 1 ? argv[1] : ".");
        const auto findings = tapedeck::house::checkTree(tree);
        std::cout << tapedeck::house::toText(findings);
        if (!findings.empty())
            std::cout << findings.size() << " broken rules\n";
        return findings.empty() ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << "house_check: " << error.what() << '\n';
        return 66;
    }
}
