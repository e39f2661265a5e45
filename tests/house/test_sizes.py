"""Files and functions stay small enough to be read in one go."""

from statistics import median

from tests.house.source import Source, living_files, python_files

FILE_LIMIT = 400
FUNCTION_LIMIT = 60
PARAMETER_LIMIT = 5


def every_file() -> list[Source]:
    """Return the files of the product and of its tests."""
    return [*living_files(), *python_files("tests", "benchmarks")]


def ninth_tenth(figures: list[int]) -> int:
    """Return the figure that nine of ten do not exceed."""
    return sorted(figures)[int(len(figures) * 0.9)]


def test_no_file_exceeds_400_lines() -> None:
    long = {file.path: file.lines for file in every_file() if file.lines > FILE_LIMIT}
    assert long == {}


def test_no_function_exceeds_60_lines() -> None:
    long = {
        f"{file.path}: {function.name}": function.lines
        for file in every_file()
        for function in file.functions
        if function.lines > FUNCTION_LIMIT
    }
    assert long == {}


def test_no_function_of_the_product_takes_more_than_5_parameters_by_position() -> None:
    wide = {
        f"{file.path}: {function.name}": function.positional
        for file in living_files()
        for function in file.functions
        if function.positional > PARAMETER_LIMIT
    }
    assert wide == {}


def test_half_of_all_files_stay_below_150_lines_and_nine_tenths_below_300() -> None:
    lines = [file.lines for file in living_files() if file.lines]
    assert median(lines) <= 150
    assert ninth_tenth(lines) <= 300


def test_half_of_all_functions_stay_below_10_lines_and_nine_tenths_below_30() -> None:
    lines = [one.lines for file in living_files() for one in file.functions]
    assert median(lines) <= 10
    assert ninth_tenth(lines) <= 30


def test_fewer_than_3_in_100_functions_exceed_50_lines() -> None:
    lines = [one.lines for file in living_files() for one in file.functions]
    assert len([one for one in lines if one > 50]) < 0.03 * len(lines)
