#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/peephole_lstm.hpp>

using namespace chrnn;
using namespace chrnn::detail;

// Lists of names are known at compile time; to compile is to pass.

template <fixed_string Name>
using row_of = symbol<role::row, Name>;
using a = state<"a">;
using b = state<"b">;
using c = state<"c">;

static_assert(names<a, b>::count == 2 && names<>::count == 0);
static_assert(names<a, b>::contains<b> && !names<a, b>::contains<c> && !names<a>::contains<gate<"a">>);
static_assert(names<a, b>::place<a>() == 0 && names<a, b>::place<b>() == 1 && names<a, b>::place<c>() == 2);
static_assert(std::is_same_v<joined<names<a>, names<>, names<b, c>>, names<a, b, c>>);

// Of equations: what they read in order of appearance, each name once, and what they bind.
constexpr auto lines = let(a{} = row(c{}) * gate<"z">{} + row(b{}) * row(c{}), b{} = a{} - column(c{}));
using lines_type = std::remove_cvref_t<decltype(lines)>;
static_assert(std::is_same_v<names_read<lines_type, role::row>, names<row_of<"c">, row_of<"b">>>);
static_assert(std::is_same_v<names_read<lines_type, role::gate>, names<gate<"z">>>);
static_assert(std::is_same_v<names_read<lines_type, role::state>, names<a>>);
static_assert(std::is_same_v<names_bound<lines_type, role::state>::type, names<a, b>>);
static_assert(names_bound<lines_type, role::shared>::type::count == 0);

static_assert(cell_traits<lstm>::per_channel == 0 && cell_traits<peephole_lstm>::per_channel == 4);
static_assert(!cell_traits<lstm>::averages_neighbours && !cell_traits<lstm>::gates_read_input_only);
