"""A recipe for Conan 2: `conan create cmake/recipes/conan` makes a package of the tree that it lies in."""

from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeToolchain
from conan.tools.files import copy, load


class Chrnn(ConanFile):
    name = "chrnn"
    description = "Expression-template tensors and convolutional hierarchical recurrent networks"
    license = "MIT"
    topics = "tensor", "neural-network", "recurrent", "header-only"
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"files": [True, False], "images": [True, False]}
    default_options = {"files": True, "images": True}
    no_copy_source = True
    generators = "CMakeDeps"

    def set_version(self):
        top = Path(self.recipe_folder).parents[2]
        if (top / "CMakeLists.txt").exists():  # not in the cache, which knows the version
            self.version = load(self, top / "CMakeLists.txt").split("project(chrnn VERSION ")[1].split()[0]

    def export_sources(self):
        for pattern in "CMakeLists.txt", "LICENSE", "cmake/*.cmake", "cmake/*.in", "cmake/*.map", "include/*":
            copy(self, pattern, Path(self.recipe_folder).parents[2], self.export_sources_folder)

    def requirements(self):
        self.requires("eigen/[>=3.4 <6]")
        if self.options.files:
            self.requires("nlohmann_json/[>=3.10 <4]")
            self.requires("xxhash/[>=0.8 <1]")
        if self.options.images:
            self.requires("stb/[>=cci.20210910]")

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def generate(self):
        toolchain = CMakeToolchain(self)
        for part in "TOOLS", "TESTS", "EXAMPLES", "CUDA", "BLAS", "ONEDNN", "CAFFE", "JPEG", "PNG":
            toolchain.cache_variables["CHRNN_" + part] = False
        toolchain.generate()

    def build(self):
        CMake(self).configure()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder) / "licenses")

    def package_info(self):
        self.cpp_info.bindirs = self.cpp_info.libdirs = []
        self.cpp_info.builddirs = ["share/cmake/chrnn"]
        self.cpp_info.set_property("cmake_find_mode", "none")  # its own package file knows all of its targets
        self.cpp_info.set_property("pkg_config_name", "chrnn")
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
