"""Bytes of the log have changed: the daemon refuses it, or tells every event as it was; never fewer, never others."""

import unittest

from e2e_case import EndToEndCase, creates, read_events, seeded_random
from support import Daemon, RpcError, read_log, result_in

EVENTS = 2000
RANDOM_FLIPS = 60
NAMESPACE = "n"


class DamagedLogCase(EndToEndCase):
    """A log of EVENTS creates with a text that finds them in the file, closed and whole."""

    FILES = "cancel.db"  # SQLite reads what its write-ahead log still has from there, and so does not see all damage

    @classmethod
    def setUpClass(cls):
        cls.running = Daemon().start()
        cls.addClassCleanup(cls.running.close)
        client = cls.running.client()
        try:
            for first in range(0, EVENTS, 1000):
                for reply in client.exchange(cls.creates(range(first, first + 1000))):
                    result_in(reply)
            cls.events = read_events(client)
        finally:
            client.close()
        assert cls.running.stop() == 0
        (cls.page_size,), = read_log(cls.running.log_path, "PRAGMA page_size")
        cls.files = {path: path.read_bytes() for path in cls.running.folder.glob(cls.FILES)}

    @classmethod
    def creates(cls, numbers):
        return [message for number in numbers
                for message in creates(NAMESPACE, [number], labels={"mark": cls.mark(number)})]

    @staticmethod
    def mark(number):
        return f"mark-{number:06}-of-the-event"

    def setUp(self):
        self.put_back()

    def put_back(self):
        self.running.kill()
        for path in self.running.folder.glob("cancel.db*"):
            path.unlink()
        for path, octets in self.files.items():
            path.write_bytes(octets)

    @property
    def octets(self):
        return self.files[self.running.log_path]

    def offset_of(self, number):
        """Where this event's label stands in the file: not in its token's row, which has no commandId."""
        end = self.octets.find(f'"{NAMESPACE}-{number}"'.encode())
        offset = self.octets.rfind(self.mark(number).encode(), 0, end)
        self.assertGreater(offset, end - 200, "the event is not in the main file")
        return offset

    def page_of(self, number):
        """Where the page of this event begins."""
        return self.offset_of(number) // self.page_size * self.page_size

    def change(self, offset, octets):
        with self.running.log_path.open("r+b") as file:
            file.seek(offset)
            file.write(octets)

    def flip(self, offset, length=1):
        self.change(offset, bytes(octet ^ 0xFF for octet in self.octets[offset:offset + length]))

    def check(self):
        """Refused with one line that names the file, or everything is as it was acknowledged."""
        process = self.canceld(self.running.folder, *self.running.arguments())
        try:
            process.wait_until_ready()
        except AssertionError:
            self.assert_refuses_to_start(process, 4, self.running.log_path)
            return "refused"
        client = self.client(self.running)
        try:
            self.assert_same_events(read_events(client))
        except RpcError as error:
            self.fail(f"it is ready, but: {error}")
        self.assertEqual(process.stderr.count("\n"), 0, process.stderr)
        client.close()
        process.close()
        return "whole"

    def assert_same_events(self, events):
        self.assertEqual(len(events), len(self.events))
        for event, expected in zip(events, self.events):
            self.assertEqual(event, expected)


class AfterAStop(DamagedLogCase):
    def test_an_undamaged_file_is_whole(self):
        self.assertEqual(self.check(), "whole")

    def test_the_kind_of_a_page(self):
        self.flip(self.page_of(EVENTS // 2))
        self.check()

    def test_the_number_of_a_pages_cells(self):
        self.change(self.page_of(EVENTS // 2) + 3, b"\0\1")
        self.check()

    def test_a_page_that_says_it_is_empty(self):
        self.change(self.page_of(EVENTS // 2) + 3, b"\0\0")
        self.check()

    def test_where_a_pages_cells_lie(self):
        self.flip(self.page_of(EVENTS // 2) + 8, 16)
        self.check()

    def test_a_page_of_zeroes(self):
        self.change(self.page_of(EVENTS // 2), bytes(self.page_size))
        self.check()

    def test_a_page_in_another_pages_place(self):
        source, target = self.page_of(EVENTS // 3), self.page_of(EVENTS // 2)
        self.assertNotEqual(source, target)
        self.change(target, self.octets[source:source + self.page_size])
        self.check()

    def test_one_letter_of_an_events_text(self):
        self.change(self.offset_of(EVENTS // 2), b"M")
        self.check()

    def test_the_quotation_mark_that_ends_an_events_text(self):
        self.change(self.offset_of(EVENTS // 2) + len(self.mark(0)), b"x")
        self.check()

    def test_an_events_time_and_name(self):
        """What stands before its data."""
        for distance in range(20, 80, 4):
            with self.subTest(distance=distance):
                self.put_back()
                self.flip(self.offset_of(EVENTS // 2) - distance, 2)
                self.check()

    def test_random_bytes_anywhere(self):
        source = seeded_random("bytes flipped")
        refused = 0
        for _ in range(RANDOM_FLIPS):
            offset, length = source.randrange(len(self.octets)), source.choice([1, 1, 2, 16, 512, 4096])
            with self.subTest(offset=offset, length=length):
                self.put_back()
                self.flip(offset, length)
                refused += self.check() == "refused"
        print(f"{refused} of {RANDOM_FLIPS} refused")

    def test_a_file_that_ends_early(self):
        for keep in (0.3, 0.6, 0.9):
            with self.subTest(keep=keep):
                self.put_back()
                with self.running.log_path.open("r+b") as file:
                    file.truncate(int(keep * len(self.octets) / self.page_size) * self.page_size)
                self.check()


class WithItsWriteAheadLog(AfterAStop):
    """All files as the daemon has left them."""

    FILES = "cancel.db*"

    def test_a_file_that_is_empty_is_not_taken_for_a_new_log(self):
        with self.running.log_path.open("r+b") as file:
            file.truncate(0)
        self.check()


class WhileItRuns(DamagedLogCase):
    def test_it_goes_on_and_tells_no_other_events(self):
        self.running.start()
        client = self.client(self.running)
        for number in range(EVENTS // 4, EVENTS, EVENTS // 4):
            self.flip(self.page_of(number), 64)
        for number in range(EVENTS, EVENTS + 50):
            try:
                client.call("cancellation/create", namespace=NAMESPACE, id=f"t{number}")
            except RpcError as error:
                self.assertIn(error.code, (-31008, -32603))
        self.assertEqual(client.call("server/info")["name"], "canceld")
        after = 0
        while after < EVENTS:
            try:
                page = client.call("events/read", after=after, limit=100)
            except RpcError as error:
                self.assertIn(error.code, (-31008, -32603))
                after += 100
                continue
            expected = self.events[after:page["next"]]
            self.assertEqual(page["events"][:len(expected)], expected)
            after = page["next"]
        self.assertTrue(self.running.process.is_running())


if __name__ == "__main__":
    unittest.main()
