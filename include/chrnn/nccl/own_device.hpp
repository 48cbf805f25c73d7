/// The own device: which of its machine's CUDA devices a process of a group computes on.
#pragma once

#include <chrnn/backend/cuda/check.hpp>
#include <chrnn/base/partial_file.hpp>
#include <chrnn/process/gather.hpp>

namespace chrnn::CHRNN_ABI::detail {

/// What tells this machine from others.
inline std::string this_machine() {
    std::ifstream in("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(in, id);
    return host_name() + ' ' + id;
}

/// The devices of a machine are given out one after another, in the order of its processes; one that sees a single
/// device has been given it by whoever started it. Throws in every process the same sentence when two have the same, in
/// all but the first as a `departure`.
inline int own_device(process_group& all) {
    require_device();
    int devices = 0;
    check(cudaGetDeviceCount(&devices), "count the devices");
    auto const machines = gather_texts(all, this_machine());
    auto const me = machines.begin() + all.rank();
    int const device = static_cast<int>(std::count(machines.begin(), me, *me) % devices);

    char bus[32]{};
    check(cudaDeviceGetPCIBusId(bus, sizeof bus, device), "say where a device is");
    auto const places = gather_texts(all, *me + ' ' + bus);
    for (std::size_t i = 0; i < places.size(); ++i)
        if (auto const one = std::ranges::find(places, places[i]) - places.begin(); one < std::ptrdiff_t(i))
            fail_in_all(all, "processes ", one, " and ", i,
                        " have the same CUDA device: a machine needs one for each of its processes");
    return device;
}

} // namespace chrnn::CHRNN_ABI::detail
