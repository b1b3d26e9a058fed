"""How the program is solved: matrix, HiGHS driver, relaxation, adoption branching, neighbourhood, full search."""
