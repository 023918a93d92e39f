#!/bin/sh
# Builds the programs with nothing but a compiler and pkg-config.
set -eu
${CXX:-c++} -std=c++20 ../programs/hello.cpp $(pkg-config --cflags --libs wasmbench-core) -o hello
${CXX:-c++} -std=c++20 ../programs/first_run.cpp $(pkg-config --cflags --libs wasmbench-adapter-native) -o first_run
