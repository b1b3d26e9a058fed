"""The mathematics: sizing, program, search, proof, answers."""
