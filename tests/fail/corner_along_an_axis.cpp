// expect: with_corner takes a direction that reads a row and a column neighbour: se, nw, ne or sw
#include <chrnn/chrnn.hpp>

using namespace chrnn;

struct net : network<input<8, 7, 7>, recurrence<srn, directions<with_corner<east>>>, dense<2>, softmax_cross_entropy> {
};
int main() { model<net> m{batch{1}}; }
