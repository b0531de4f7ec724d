"""The tests. They mirror css/; what several of them share stands at the top."""
