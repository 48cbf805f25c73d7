#include "architecture/names.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace {
auto const project = std::filesystem::path(__FILE__).parent_path() / "../..";

std::string text_of(std::filesystem::path const& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}
} // namespace

TEST_CASE("what stands in namespace chrnn is what docs/names.md lists") {
    auto const listed = names_listed(text_of(project / "docs/names.md"));
    REQUIRE(listed.contains("model"));
    names_of_text declared;
    for (auto const& entry : std::filesystem::recursive_directory_iterator(project / "include")) {
        if (!entry.is_regular_file()) continue;
        for (auto const& name : names_declared(text_of(entry.path()))) {
            declared.insert(name);
            if (!listed.contains(name))
                FAIL_CHECK(
                    name << " stands in chrnn but is not in the list of public names: put it into chrnn::detail, or "
                         << "into docs/names.md; it is declared in " << entry.path().filename().string());
        }
    }
    for (auto const& name : listed)
        if (!declared.contains(name)) FAIL_CHECK(name << " is in docs/names.md but stands in no header");
}

TEST_CASE("the names that a text declares in chrnn are found") {
    CHECK(names_declared(R"(
        #define other(x) struct x
        namespace chrnn::CHRNN_ABI {
        struct forward;
        template <class T, int N = (1 > 0)> struct pair { T a, b; int inner() { return 1; } };
        template <> struct pair<int, 1> {};
        enum class colour { red, green };
        using number = double; // struct comment {};
        template <class T> concept small = sizeof(T) < 8 && requires { typename T::x; };
        inline constexpr std::array<int, 2> table{1, 2};
        template <class T> inline constexpr bool is_small = small<T> || sizeof(T) < 9;
        template <class T> requires(sizeof(T) > 1) && requires(T t) { t(); } constexpr auto call(T t) { return t(); }
        template <class A, class B> requires pairs<A, B> constexpr auto join(A a, B b) -> decltype(a + b) { return a + b; }
        template <class A> constexpr bool operator<(A const&, A const&) { return false; }
        [[nodiscard]] inline std::function<void(int)> maker(char const* text = "struct quoted {};") { return {}; }
        pair(int) -> pair<int>;
        static_assert(sizeof(int) == 4, "struct said");
        namespace within { struct hidden {}; }
        } // namespace
        namespace chrnn::CHRNN_ABI::detail { struct internal {}; }
        namespace elsewhere { struct theirs {}; }
    )") == names_of_text{"forward", "pair", "colour", "number", "small", "table", "is_small", "call", "join", "maker",
                         "within"});
}
