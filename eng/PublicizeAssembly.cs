using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies an assembly and marks its internal, private protected and protected internal members as public in the copy's metadata, so that the
/// compiler lets them be named. Only flag bits change: names, tokens and signatures stay, so what is compiled against the copy binds to the original.
/// Private members stay private. Numbers of tables and layouts: ECMA-335, partition II, sections 22 to 25.
/// </summary>
public class PublicizeAssembly : Task
{
    private const int ModuleTable = 0x00, TypeRefTable = 0x01, TypeDefTable = 0x02, FieldPtrTable = 0x03, FieldTable = 0x04, MethodPtrTable = 0x05,
        MethodTable = 0x06, ParamTable = 0x08, ModuleRefTable = 0x1A, TypeSpecTable = 0x1B, AssemblyRefTable = 0x23;

    private byte[] _image;
    private readonly int[] _rowCounts = new int[64];

    /// <summary>The assembly to read.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>The file to write; its directory is made.</summary>
    [Required]
    public string Destination { get; set; }

    public override bool Execute()
    {
        _image = File.ReadAllBytes(Source);
        int tables = FindTableStream(FindMetadata());

        int heapSizes = _image[tables + 6];
        int stringIndex = (heapSizes & 1) != 0 ? 4 : 2, guidIndex = (heapSizes & 2) != 0 ? 4 : 2, blobIndex = (heapSizes & 4) != 0 ? 4 : 2;
        ulong present = BitConverter.ToUInt64(_image, tables + 8);
        int position = tables + 24;
        for (int table = 0; table < 64; table++)
        {
            if ((present >> table & 1) == 0) continue;
            _rowCounts[table] = Int32(position);
            position += 4;
        }

        if (_rowCounts[FieldPtrTable] != 0 || _rowCounts[MethodPtrTable] != 0) throw new BadImageFormatException("Uncompressed metadata is not supported.", Source);

        // The tables lie one after the other in the order of their numbers.
        int typeDefSize = 4 + 2 * stringIndex + CodedIndex(2, TypeDefTable, TypeRefTable, TypeSpecTable) + Index(FieldTable) + Index(MethodTable);
        int fieldSize = 2 + stringIndex + blobIndex;
        int methodSize = 8 + stringIndex + blobIndex + Index(ParamTable);
        position += _rowCounts[ModuleTable] * (2 + stringIndex + 3 * guidIndex);
        position += _rowCounts[TypeRefTable] * (CodedIndex(2, ModuleTable, ModuleRefTable, AssemblyRefTable, TypeRefTable) + 2 * stringIndex);
        for (int row = 0; row < _rowCounts[TypeDefTable]; row++, position += typeDefSize) PublicizeType(position);
        for (int row = 0; row < _rowCounts[FieldTable]; row++, position += fieldSize) PublicizeMember(position);
        for (int row = 0; row < _rowCounts[MethodTable]; row++, position += methodSize) PublicizeMember(position + 6);

        Directory.CreateDirectory(Path.GetDirectoryName(Destination));
        File.WriteAllBytes(Destination, _image);
        return true;
    }

    /// <summary>The file offset of the metadata root.</summary>
    private int FindMetadata()
    {
        int header = Int32(0x3C), sectionCount = UInt16(header + 6), optionalHeader = header + 24;
        int sections = optionalHeader + UInt16(header + 20);
        int directories = optionalHeader + (UInt16(optionalHeader) == 0x20B ? 112 : 96);
        int cliHeader = ToFileOffset(Int32(directories + 14 * 8), sections, sectionCount);
        return ToFileOffset(Int32(cliHeader + 8), sections, sectionCount);
    }

    private int ToFileOffset(int virtualAddress, int sections, int sectionCount)
    {
        for (int section = sections; section < sections + 40 * sectionCount; section += 40)
        {
            int start = Int32(section + 12), size = Math.Max(Int32(section + 8), Int32(section + 16));
            if (virtualAddress >= start && virtualAddress < start + size) return virtualAddress - start + Int32(section + 20);
        }

        throw new BadImageFormatException("A virtual address lies in no section.", Source);
    }

    /// <summary>The file offset of the compressed metadata tables.</summary>
    private int FindTableStream(int metadata)
    {
        int streams = metadata + 16 + Int32(metadata + 12), streamCount = UInt16(streams + 2);
        int position = streams + 4;
        for (int stream = 0; stream < streamCount; stream++)
        {
            int nameLength = Array.IndexOf(_image, (byte)0, position + 8) - (position + 8);
            if (Encoding.ASCII.GetString(_image, position + 8, nameLength) == "#~") return metadata + Int32(position);
            position += 8 + (nameLength / 4 + 1) * 4;
        }

        throw new BadImageFormatException("There is no metadata table stream.", Source);
    }

    private void PublicizeType(int flags)
    {
        int visibility = _image[flags] & 7;
        if (visibility == 0) visibility = 1; // not public -> public
        else if (visibility >= 5) visibility = 2; // nested assembly, family and assembly, family or assembly -> nested public
        _image[flags] = (byte)(_image[flags] & ~7 | visibility);
    }

    private void PublicizeMember(int flags)
    {
        int access = _image[flags] & 7;
        if (access == 2 || access == 3 || access == 5) _image[flags] = (byte)(_image[flags] & ~7 | 6);
    }

    private int Index(int table) => _rowCounts[table] < 1 << 16 ? 2 : 4;

    private int CodedIndex(int tagBits, params int[] tables)
    {
        foreach (int table in tables)
        {
            if (_rowCounts[table] >= 1 << (16 - tagBits)) return 4;
        }

        return 2;
    }

    private int UInt16(int offset) => BitConverter.ToUInt16(_image, offset);

    private int Int32(int offset) => BitConverter.ToInt32(_image, offset);
}
