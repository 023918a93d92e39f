"""memory_walk once more, in Python: the checksum that it has to print."""
ROUNDS, WORDS, LINES = 16, 8, 64
WORD = (1 << 64) - 1


def checksum(mib):
    pages = mib << 8
    cycle = 1 << (pages - 1).bit_length()
    following = []
    for page in range(pages):
        page = (page * 1664525 + 1013904223) % cycle
        while page >= pages:
            page = (page * 1664525 + 1013904223) % cycle
        following.append(page)

    result, page = 0, 0
    for round_ in range(ROUNDS):
        for _ in range(pages):
            first = (page * LINES + (page + round_) % LINES) * WORDS
            # The pattern of a word is its number, from 1, times a constant; the first word is the next page.
            line = following[page] + 0x9e3779b97f4a7c15 * sum(range(first + 2, first + WORDS + 1))
            result = ((result << 1 | result >> 63) & WORD) ^ (line & WORD)
            page = following[page]
    return f"{result:016x}"
