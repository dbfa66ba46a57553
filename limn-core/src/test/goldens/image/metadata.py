#!/usr/bin/env python3
"""Prints what Pillow reads in a PNG file's text chunks, as Python literals: the expectation of PngMetadataTest.

    metadata.py PICTURE.png > ../../resources/goldens/image/metadata.txt

Made with Pillow's Image.text on the picture that PngMetadataTest writes (and keeps beside, as metadata.png).
"""
import sys

from PIL import Image

with Image.open(sys.argv[1]) as picture:
    picture.load()
    for key, value in picture.text.items():
        print(f"{key}\t{value.encode('unicode_escape').decode()}")
