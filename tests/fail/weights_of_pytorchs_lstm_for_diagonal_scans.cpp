// expect: lstm_names: the layer hrnn1 is not a recurrence along one axis
#include <chrnn/network/lstm_names.hpp>
#include <chrnn/network/table_one.hpp>

using namespace chrnn;

struct net : network<input<3, 1, 8>, recurrence<lstm, all_directions>, dense<2>, softmax_cross_entropy> {};
name_map const names = lstm_names<net, "hrnn1">("");
