#include "house/source_text.h"

#include <gtest/gtest.h>

namespace tapedeck::house {
namespace {

TEST(SourceText, BlanksCommentsAndTheInsideOfLiterals)
{
    const auto source = readSource("int a; // rand()\n"
                                   "auto b = \"rand(\\\")\"; /* rand()\n"
                                   "rand() */ int c = 1'000'000; char d = '\"'; int e;\n");
    ASSERT_EQ(source.code.size(), 3U);
    EXPECT_EQ(trimmed(source.code[0]), "int a;");
    EXPECT_EQ(source.code[1].find("rand"), std::string::npos);
    EXPECT_NE(source.code[2].find("int c = 1'000'000; char d = ' '; int e;"), std::string::npos);
    EXPECT_EQ(source.raw[1].size(), source.code[1].size());
}

TEST(SourceText, KnowsWhereRawStringsAre)
{
    const auto source = readSource("auto a = R\"x(one \" )\" {\ntwo)x\"; f();\nint b;\n");
    ASSERT_EQ(source.code.size(), 3U);
    EXPECT_TRUE(source.literal[0]);
    EXPECT_TRUE(source.literal[1]);
    EXPECT_FALSE(source.literal[2]);
    EXPECT_EQ(source.code[0].find('{'), std::string::npos);
    EXPECT_EQ(trimmed(source.code[1]), "; f();");
}

TEST(SourceText, SurvivesTextThatEndsInTheMiddle)
{
    for (const char* text :
         {"\"", "'", "/*", "R\"", "R\"(", "R\"(\n", "\"\\", "//", "#include", ""})
        EXPECT_EQ(readSource(text).raw.size(), readSource(text).code.size()) << text;
}

TEST(SourceText, FindsIncludesAndNotThoseInComments)
{
    const auto includes = includesOf(readSource("#include <vector>\n"
                                                "// #include \"not/this.h\"\n"
                                                "#  include \"base/fixed.h\"\n"));
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].what, "vector");
    EXPECT_FALSE(includes[0].quoted);
    EXPECT_EQ(includes[1].what, "base/fixed.h");
    EXPECT_TRUE(includes[1].quoted);
    EXPECT_EQ(includes[1].line, 3U);
}

TEST(SourceText, FindsFunctionBodiesAndNotTypes)
{
    const auto bodies = functionBodies(readSource("namespace a {\n"
                                                  "template <class T>\n"
                                                  "class B : public C<int>\n"
                                                  "{\n"
                                                  "public:\n"
                                                  "    B(int d)\n"
                                                  "        : m_d{d}, m_e{(1)}\n"
                                                  "    {\n"
                                                  "        if (d) {\n"
                                                  "        }\n"
                                                  "    }\n"
                                                  "};\n"
                                                  "template <class T>\n"
                                                  "void f()\n"
                                                  "{\n"
                                                  "    call(\"}\"); // }\n"
                                                  "}\n"
                                                  "}\n"));
    ASSERT_EQ(bodies.size(), 2U);
    EXPECT_EQ(bodies[0].first, 8U);
    EXPECT_EQ(bodies[0].last, 11U);
    EXPECT_EQ(bodies[1].first, 15U);
    EXPECT_EQ(bodies[1].last, 17U);
}

TEST(SourceText, AWordEndsWhereTheIdentifierEnds)
{
    EXPECT_TRUE(hasWord("x = rand();", "rand("));
    EXPECT_FALSE(hasWord("x = operand();", "rand("));
    EXPECT_FALSE(hasWord("std::logic_error", "std::log"));
    EXPECT_TRUE(hasWord("strand rand(", "rand("));
}

} // namespace
} // namespace tapedeck::house
