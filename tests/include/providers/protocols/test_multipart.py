from email.parser import BytesParser

from include.providers.protocols.multipart import form


def parts(body, kind):
    message = BytesParser().parsebytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
    return {
        part.get_param("name", header="content-disposition"): part for part in message.get_payload()
    }


def test_a_form_gives_its_fields_and_its_file_back():
    file = b"RIFF\x00\r\n--dailies\r\n\xff"
    fields = [("model", "whisper-1"), ("prompt", "Zwölf “Wörter”\r\nund mehr")]
    made = form(fields, file, name="file", file_name="a.wav", file_type="audio/wav")
    found = parts(*made)
    assert found["file"].get_payload(decode=True) == file
    assert (found["file"].get_filename(), found["file"].get_content_type()) == (
        "a.wav",
        "audio/wav",
    )
    assert found["prompt"].get_payload(decode=True).decode() == fields[1][1]


def test_the_same_file_makes_the_same_form():
    one, other = (form([], b"x", name="f", file_name="f", file_type="a/b") for _ in range(2))
    assert one == other
